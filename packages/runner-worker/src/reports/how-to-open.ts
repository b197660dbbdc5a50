import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';

export interface WrittenDataset {
  type: string | null;
  url: string;
}

type Opening = (url: string, options: string | null) => string[];

/** Python that opens a dataset where it lies, paid for by the reader where its storage says so. */
export function howToOpen({ type, url }: WrittenDataset, storage: BakeryFile['TargetStorage'] | undefined): string[] {
  return (OPENING[type ?? 'zarr'] ?? openZarr)(url, optionsOf(url, storage));
}

const openZarr: Opening = (url, options) => [
  'import xarray as xr',
  '',
  `ds = xr.open_dataset("${url}", engine="zarr", chunks={}${options ? `, storage_options=${options}` : ''})`,
];

const OPENING: Record<string, Opening> = {
  zarr: openZarr,
  kerchunk: (url, options) => [
    'import xarray as xr  # with the package kerchunk installed',
    '',
    `ds = xr.open_dataset(`,
    `    "${/\.(json|parquet)$/.test(url) ? url : `${url}/reference.json`}",`,
    '    engine="kerchunk",',
    ...(options ? [`    storage_options={"remote_options": ${options}, "target_options": ${options}},`] : []),
    '    chunks={},',
    ')',
  ],
  parquet: (url, options) => [
    'import pandas as pd',
    '',
    `df = pd.read_parquet("${url}"${options ? `, storage_options=${options}` : ''})`,
  ],
};

/** Public objects are read without an account; a requester-pays bucket needs one of the reader's own. */
function optionsOf(url: string, storage: BakeryFile['TargetStorage'] | undefined): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  if (!['s3', 's3a', 'gs', 'gcs', 'abfs', 'az'].includes(scheme)) return null;
  if (isRequesterPays(storage)) return '{"requester_pays": True}';
  return scheme.startsWith('s3') ? '{"anon": True}' : scheme.startsWith('g') ? '{"token": "anon"}' : null;
}

export function isRequesterPays(storage: BakeryFile['TargetStorage'] | undefined): boolean {
  return storage?.fsspec_args.requester_pays === true;
}
