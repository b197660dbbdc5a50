import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type DatasetType, DEFAULT_DATASET_TYPE, type StoreKind } from '@pangeo-forge/shared/names/dataset';

export interface WrittenDataset {
  type: string | null;
  url: string;
  /** As it was recognised when it was opened; absent where it was not. */
  kind?: StoreKind | null;
  /** Of Icechunk: the snapshot. */
  version?: string | null;
}

type Storage = BakeryFile['TargetStorage'];
type Opening = (url: string, options: string | null) => string[];

/** Python that opens a dataset where it is; the reader pays where the storage is "requester pays". */
export function howToOpen({ type, url, kind, version }: WrittenDataset, storage: Storage | undefined): string[] {
  if (kind === 'icechunk') return openIcechunk(url, version ?? null, storage);
  return (OPENING[(type ?? DEFAULT_DATASET_TYPE) as DatasetType] ?? openZarr)(url, optionsOf(url, storage));
}

/** The same text is a string in Python. */
const quoted = (text: string) => JSON.stringify(text);

/** What is wider must be scrolled where it is shown. */
const WIDEST = 88;

const openZarr: Opening = (url, options) => {
  const line = `ds = xr.open_dataset(${quoted(url)}, engine="zarr", chunks={}${options ? `, storage_options=${options}` : ''})`;
  const lines = [
    'ds = xr.open_dataset(',
    `    ${quoted(url)},`,
    '    engine="zarr",',
    ...(options ? [`    storage_options=${options},`] : []),
    '    chunks={},',
    ')',
  ];
  return ['import xarray as xr', '', ...(line.length <= WIDEST ? [line] : lines)];
};

/** Icechunk has clients of its own for each storage, and none for the web. */
function openIcechunk(url: string, snapshot: string | null, storage: Storage | undefined): string[] {
  const [, scheme = 'file', bucket = '', prefix = ''] = /^(s3|gs):\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
  if (/^https?:/.test(url)) return ['# Icechunk reads from buckets only, not over the web:', `# ${url}`];
  const endpoint = scheme === 's3' ? endpointOf(storage) : null;
  const place = `bucket=${quoted(bucket)}, prefix=${quoted(prefix)}, anonymous=True`;
  const opened = {
    file: `icechunk.local_filesystem_storage(${quoted(url.replace(/^file:\/\//, ''))})`,
    s3: `icechunk.s3_storage(${place}${endpoint ? `, endpoint_url=${quoted(endpoint)}, force_path_style=True` : ''})`,
    gs: `icechunk.gcs_storage(${place})`,
  }[scheme as 'file' | 's3' | 'gs'];
  const session = snapshot ? `snapshot_id=${quoted(snapshot)}` : '"main"';
  return [
    'import icechunk',
    'import xarray as xr',
    '',
    `storage = ${opened}`,
    `session = icechunk.Repository.open(storage).readonly_session(${session})`,
    'ds = xr.open_dataset(session.store, engine="zarr", consolidated=False, chunks={})',
  ];
}

const OPENING: Record<DatasetType, Opening> = {
  zarr: openZarr,
  kerchunk: (url, options) => [
    'import xarray as xr  # with the package kerchunk installed',
    '',
    `ds = xr.open_dataset(`,
    `    ${quoted(/\.(json|parquet)$/.test(url) ? url : `${url}/reference.json`)},`,
    '    engine="kerchunk",',
    ...(options ? [`    storage_options={"remote_options": ${options}, "target_options": ${options}},`] : []),
    '    chunks={},',
    ')',
  ],
  parquet: (url, options) => [
    'import pandas as pd',
    '',
    `df = pd.read_parquet(${quoted(url)}${options ? `, storage_options=${options}` : ''})`,
  ],
};

/** Public objects are read without an account; a requester-pays bucket needs one of the reader's own. */
function optionsOf(url: string, storage: Storage | undefined): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  if (!['s3', 's3a', 'gs', 'gcs', 'abfs', 'az'].includes(scheme)) return null;
  const access = isRequesterPays(storage) ? '"requester_pays": True' : PUBLIC_ACCESS[scheme];
  const endpoint = scheme.startsWith('s3') ? endpointOf(storage) : null;
  const place = endpoint ? `"client_kwargs": {"endpoint_url": ${quoted(endpoint)}}` : null;
  const options = [access, place].filter(Boolean);
  return options.length > 0 ? `{${options.join(', ')}}` : null;
}

const PUBLIC_ACCESS: Record<string, string> = {
  s3: '"anon": True',
  s3a: '"anon": True',
  gs: '"token": "anon"',
  gcs: '"token": "anon"',
};

/** Of a store that speaks S3 and is not Amazon's. */
function endpointOf(storage: Storage | undefined): string | null {
  const { client_kwargs: clientArgs, endpoint_url: own } = storage?.fsspec_args ?? {};
  const endpoint = (clientArgs as { endpoint_url?: unknown } | undefined)?.endpoint_url ?? own;
  return typeof endpoint === 'string' ? endpoint : null;
}

export function isRequesterPays(storage: Storage | undefined): boolean {
  return storage?.fsspec_args.requester_pays === true;
}
