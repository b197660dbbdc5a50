import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type DatasetType, DEFAULT_DATASET_TYPE, type StoreKind } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';

export interface WrittenDataset {
  type: string | null;
  url: string;
  /** As it was recognised when it was opened; absent where it was not. */
  kind?: StoreKind | null;
  /** Of Icechunk: the snapshot. */
  version?: string | null;
  /** As the inspector describes it. */
  description?: unknown;
}

type Storage = BakeryFile['TargetStorage'];

/** What of a description decides how its store is opened; a store that was never opened counts as a plain one. */
const openedSchema = z
  .object({
    inputs: z.array(z.string()).default([]),
    groups: z.array(z.object({ coordinates: z.array(z.unknown()), variables: z.array(z.unknown()) })).default([]),
  })
  .catch({ inputs: [], groups: [] });

interface Opening {
  url: string;
  storage: Storage | undefined;
  /** Of fsspec, as Python; null where it needs none. */
  options: string | null;
  /** Where the chunks are that references point to. */
  inputs: readonly string[];
  /** Its variables are in groups below the root only. */
  isTree: boolean;
  version: string | null;
}

/**
 * Python that opens a dataset where it is, and, as its first line, the packages that it needs; the reader pays where
 * the storage is "requester pays".
 */
export function howToOpen(dataset: WrittenDataset, storage: Storage | undefined): string[] {
  const { type, url, kind, version = null, description } = dataset;
  const { inputs, groups } = openedSchema.parse(description ?? {});
  const [root, ...others] = groups.map(({ coordinates, variables }) => coordinates.length + variables.length > 0);
  const isTree = root === false && others.includes(true);
  const opening = { url, storage, options: optionsOf(url, storage), inputs, isTree, version };
  if (kind === 'icechunk') return openIcechunk(opening);
  return (OPENING[(type ?? DEFAULT_DATASET_TYPE) as DatasetType] ?? openZarr)(opening);
}

/** The same text is a string in Python. */
const quoted = (text: string) => JSON.stringify(text);

/** What is wider must be scrolled where it is shown. */
const WIDEST = 88;

function openZarr({ url, options, isTree }: Opening): string[] {
  const [name, call] = isTree ? ['tree', 'xr.open_datatree'] : ['ds', 'xr.open_dataset'];
  const line = `${name} = ${call}(${quoted(url)}, engine="zarr", chunks={}${options ? `, storage_options=${options}` : ''})`;
  const lines = [
    `${name} = ${call}(`,
    `    ${quoted(url)},`,
    '    engine="zarr",',
    ...(options ? [`    storage_options=${options},`] : []),
    '    chunks={},',
    ')',
  ];
  return [
    install(['xarray', 'zarr', 'dask'], [url]),
    'import xarray as xr',
    '',
    ...(line.length <= WIDEST ? [line] : lines),
  ];
}

/** Icechunk has clients of its own for each storage, and none for the web. */
function openIcechunk({ url, storage, inputs, isTree, version }: Opening): string[] {
  const [, scheme = 'file', bucket = '', prefix = ''] = /^(s3|gs):\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
  if (/^https?:/.test(url)) return ['# Icechunk reads from buckets only, not over the web:', `# ${url}`];
  const place = `bucket=${quoted(bucket)}, prefix=${quoted(prefix)}, anonymous=True`;
  const opened = {
    file: `icechunk.local_filesystem_storage(${quoted(url.replace(/^file:\/\//, ''))})`,
    s3: `icechunk.s3_storage(${place}${s3Client(storage)})`,
    gs: `icechunk.gcs_storage(${place}${gcsClient(storage)})`,
  }[scheme as 'file' | 's3' | 'gs'];
  const session = version ? `snapshot_id=${quoted(version)}` : '"main"';
  const virtual = inputs.map((input) => `${quoted(input)}: ${VIRTUAL_ACCESS[schemeOf(input)] ?? 'None'}`);
  const access = virtual.length > 0 ? [`access = {${virtual.join(', ')}}`] : [];
  return [
    install(['icechunk', 'xarray', 'zarr', 'dask'], []),
    'import icechunk',
    'import xarray as xr',
    '',
    `storage = ${opened}`,
    ...access,
    `repository = icechunk.Repository.open(storage${access.length > 0 ? ', authorize_virtual_chunk_access=access' : ''})`,
    `session = repository.readonly_session(${session})`,
    `${isTree ? 'tree = xr.open_datatree' : 'ds = xr.open_dataset'}(session.store, engine="zarr", consolidated=False, chunks={})`,
  ];
}

/** A store that speaks S3 elsewhere than at Amazon; Icechunk's client needs a region, whatever its name. */
function s3Client(storage: Storage | undefined): string {
  const endpoint = endpointOf(storage);
  if (!endpoint) return '';
  const plain = endpoint.startsWith('http:') ? ', allow_http=True' : '';
  return `, region="us-east-1", endpoint_url=${quoted(endpoint)}, force_path_style=True${plain}`;
}

function gcsClient(storage: Storage | undefined): string {
  const endpoint = endpointOf(storage);
  return endpoint ? `, config={"google_base_url": ${quoted(endpoint)}}` : '';
}

/** For chunks outside of the repository, which the public reads. */
const VIRTUAL_ACCESS: Record<string, string> = {
  s3: 'icechunk.s3_credentials(anonymous=True)',
};

const OPENING: Record<DatasetType, (opening: Opening) => string[]> = {
  zarr: openZarr,
  kerchunk: openReferences,
  parquet: ({ url, options }) => [
    install(['pandas', 'pyarrow'], [url]),
    'import pandas as pd',
    '',
    `df = pd.read_parquet(${quoted(url)}${options ? `, storage_options=${options}` : ''})`,
  ],
};

/** The references and the inputs that they point to are in storages of their own. */
function openReferences({ url, options, inputs, storage }: Opening): string[] {
  const place = /\.(json|parquet)$/.test(url) ? url : `${url}/reference.json`;
  const [input] = inputs;
  const inputOptions =
    input === undefined ? options : optionsOf(input, isOwnBucket(input, storage) ? storage : undefined);
  const parts = [
    options ? `"target_options": ${options}` : null,
    input === undefined ? null : `"remote_protocol": ${quoted(schemeOf(input) || 'file')}`,
    inputOptions ? `"remote_options": ${inputOptions}` : null,
  ].filter((part) => part !== null);
  return [
    install(
      ['kerchunk', 'xarray', 'zarr', 'dask', ...(place.endsWith('.parquet') ? ['fastparquet'] : [])],
      [url, ...inputs],
    ),
    'import xarray as xr',
    '',
    `ds = xr.open_dataset(`,
    `    ${quoted(place)},`,
    '    engine="kerchunk",',
    ...(parts.length > 0 ? ['    storage_options={', ...parts.map((part) => `        ${part},`), '    },'] : []),
    '    chunks={},',
    ')',
  ];
}

const FSSPEC_PACKAGES: Record<string, readonly string[]> = {
  s3: ['s3fs'],
  s3a: ['s3fs'],
  gs: ['gcsfs'],
  gcs: ['gcsfs'],
  abfs: ['adlfs'],
  az: ['adlfs'],
  http: ['fsspec', 'aiohttp'],
  https: ['fsspec', 'aiohttp'],
};

/** What the lines below need, with what reads the addresses. */
function install(packages: readonly string[], addresses: readonly string[]): string {
  const readers = addresses.flatMap((address) => FSSPEC_PACKAGES[schemeOf(address)] ?? []);
  return `# pip install ${[...new Set([...packages, ...readers])].join(' ')}`;
}

/** Empty for a path of this machine. */
function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? '';
}

/** Whether an input is where the datasets are: references to it are read from the same server. */
function isOwnBucket(input: string, storage: Storage | undefined): boolean {
  const [bucket] = (storage?.root_path ?? '').replace(/^[a-z0-9]+:\/\//i, '').split('/');
  return URL.canParse(input) && new URL(input).host === bucket;
}

/** Public objects are read without an account; a requester-pays bucket needs one of the reader's own. */
function optionsOf(url: string, storage: Storage | undefined): string | null {
  const scheme = schemeOf(url);
  if (!['s3', 's3a', 'gs', 'gcs', 'abfs', 'az'].includes(scheme)) return null;
  const access = isRequesterPays(storage) ? '"requester_pays": True' : PUBLIC_ACCESS[scheme];
  const endpoint = endpointOf(storage);
  const options = [access, endpoint && (ENDPOINTS[scheme]?.(quoted(endpoint)) ?? null)].filter(Boolean);
  return options.length > 0 ? `{${options.join(', ')}}` : null;
}

const PUBLIC_ACCESS: Record<string, string> = {
  s3: '"anon": True',
  s3a: '"anon": True',
  gs: '"token": "anon"',
  gcs: '"token": "anon"',
};

/** Of a store that speaks S3 and is not Amazon's, or Google's protocol and is not Google's. */
const ofS3 = (endpoint: string) => `"client_kwargs": {"endpoint_url": ${endpoint}}`;
const ofGcs = (endpoint: string) => `"endpoint_url": ${endpoint}`;
const ENDPOINTS: Record<string, (endpoint: string) => string> = { s3: ofS3, s3a: ofS3, gs: ofGcs, gcs: ofGcs };

/** Of storage that is not the provider's own. */
export function endpointOf(storage: Storage | undefined): string | null {
  const { client_kwargs: clientArgs, endpoint_url: own } = storage?.fsspec_args ?? {};
  const endpoint = (clientArgs as { endpoint_url?: unknown } | undefined)?.endpoint_url ?? own;
  return typeof endpoint === 'string' ? endpoint : null;
}

export function isRequesterPays(storage: Storage | undefined): boolean {
  return storage?.fsspec_args.requester_pays === true;
}
