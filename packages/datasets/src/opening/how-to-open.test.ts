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
  expect(code('zarr', url).split('\n').slice(2)).toEqual([
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
  expect(lines).toContain('session = icechunk.Repository.open(storage).readonly_session(snapshot_id="AW1ATF9N3J")');
});
