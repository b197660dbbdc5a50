import { expect, test } from '@jest/globals';
import { howToOpen } from './how-to-open.ts';

const storage = (args: Record<string, unknown> = {}) => ({
  fsspec_class: 's3fs.S3FileSystem',
  fsspec_args: args,
  root_path: 's3://bucket/{subpath}',
});
const code = (type: string, url: string, args?: Record<string, unknown>) =>
  howToOpen({ type, url }, storage(args)).join('\n');

test('a dataset on the web is opened by its address alone', () => {
  expect(code('zarr', 'https://data.test/a.zarr')).toContain(
    'xr.open_dataset("https://data.test/a.zarr", engine="zarr", chunks={})',
  );
});

test('a public bucket is read without an account, a requester-pays one with the reader’s', () => {
  expect(code('zarr', 's3://bucket/a.zarr')).toContain('storage_options={"anon": True}');
  expect(code('zarr', 'gs://bucket/a.zarr')).toContain('storage_options={"token": "anon"}');
  expect(code('zarr', 's3://bucket/a.zarr', { requester_pays: true })).toContain('{"requester_pays": True}');
});

test('a store that speaks S3 elsewhere is named with its address', () => {
  const elsewhere = {
    client_kwargs: { endpoint_url: 'https://ncsa.osn.xsede.org', aws_secret_access_key: 'not shown' },
  };
  expect(code('zarr', 's3://bucket/a.zarr', elsewhere)).toContain(
    'storage_options={"anon": True, "client_kwargs": {"endpoint_url": "https://ncsa.osn.xsede.org"}}',
  );
  expect(code('zarr', 'https://data.test/a.zarr', elsewhere)).not.toContain('storage_options');
});

test('what is long is written on lines of its own', () => {
  const url = `https://data.test/${'a'.repeat(60)}.zarr`;
  expect(code('zarr', url).split('\n').slice(3)).toEqual([
    'ds = xr.open_dataset(',
    `    "${url}",`,
    '    engine="zarr",',
    '    chunks={},',
    ')',
  ]);
});

test('an address cannot end the string that it stands in', () => {
  expect(code('zarr', 'https://data.test/a"); import os; ("')).toContain(
    String.raw`"https://data.test/a\"); import os; (\""`,
  );
});

test('kerchunk and parquet are opened with their own engines', () => {
  expect(code('kerchunk', 'https://data.test/a.kerchunk')).toContain('"https://data.test/a.kerchunk/reference.json"');
  expect(code('kerchunk', 's3://b/a/reference.parquet')).toContain('"s3://b/a/reference.parquet",');
  expect(code('parquet', 's3://b/a.parquet')).toContain('pd.read_parquet("s3://b/a.parquet", storage_options=');
});

test.each([
  ['s3://bucket/a/ice', 'icechunk.s3_storage(bucket="bucket", prefix="a/ice", anonymous=True)'],
  ['gs://bucket/ice', 'icechunk.gcs_storage(bucket="bucket", prefix="ice", anonymous=True)'],
  ['/data/ice', 'icechunk.local_filesystem_storage("/data/ice")'],
])('an Icechunk store at %s is opened with its own client, at the snapshot that the run wrote', (url, expected) => {
  const lines = howToOpen({ type: 'zarr', url, kind: 'icechunk', version: 'AW1ATF9N3J' }, storage());
  expect(lines).toContain(`storage = ${expected}`);
  expect(lines).toContain('session = repository.readonly_session(snapshot_id="AW1ATF9N3J")');
});

test('the first line names the packages that the others need', () => {
  expect(howToOpen({ type: 'zarr', url: 's3://b/a.zarr' }, storage())[0]).toBe('# pip install xarray zarr dask s3fs');
  expect(howToOpen({ type: 'zarr', url: '/data/a.zarr' }, storage())[0]).toBe('# pip install xarray zarr dask');
  const references = { type: 'kerchunk', url: 'gs://b/a.parquet', description: { inputs: ['https://data.test/'] } };
  expect(howToOpen(references, storage())[0]).toBe(
    '# pip install kerchunk xarray zarr dask fastparquet gcsfs fsspec aiohttp',
  );
});

test('references and what they point to are read each from its own storage', () => {
  const args = { client_kwargs: { endpoint_url: 'https://s3.test' } };
  const at = (inputs: string[]) =>
    howToOpen({ type: 'kerchunk', url: 's3://b/reference.json', description: { inputs } }, storage(args)).join('\n');
  expect(at(['https://data.test/'])).toContain('"remote_protocol": "https",\n    },');
  expect(at(['gs://inputs/'])).toContain('"remote_options": {"token": "anon"},');
  expect(at(['s3://inputs/'])).toContain('"remote_options": {"anon": True},');
  expect(at(['s3://bucket/'])).toContain(
    '"remote_options": {"anon": True, "client_kwargs": {"endpoint_url": "https://s3.test"}},',
  );
});

test('a store whose variables are in groups only, such as a pyramid, is opened as a tree', () => {
  const described = (counts: number[]) => ({
    groups: counts.map((count) => ({ coordinates: [], variables: Array.from({ length: count }, () => ({})) })),
  });
  const of = (counts: number[]) =>
    howToOpen({ type: 'zarr', url: 's3://b/a.zarr', description: described(counts) }, storage()).join('\n');
  expect(of([0, 2, 2])).toContain('tree = xr.open_datatree(');
  for (const counts of [[0], [1, 2], []]) expect(of(counts)).toContain('ds = xr.open_dataset(');
});

test('chunks that a virtual Icechunk store points to are allowed by their prefixes', () => {
  const lines = howToOpen(
    {
      type: 'zarr',
      url: 's3://b/ice',
      kind: 'icechunk',
      description: { inputs: ['s3://inputs/', 'https://data.test/'] },
    },
    storage(),
  );
  expect(lines).toContain(
    'access = {"s3://inputs/": icechunk.s3_credentials(anonymous=True), "https://data.test/": None}',
  );
  expect(lines).toContain('repository = icechunk.Repository.open(storage, authorize_virtual_chunk_access=access)');
});
