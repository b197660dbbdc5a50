import { pathToFileURL } from 'node:url';
import type { DatasetDescription } from '../description/dataset-description.ts';

export const ZARR = 'https://stac-extensions.github.io/zarr/v1.0.0/schema.json';

/** How the dataset itself is linked; Zarr stores with what a reader must know to open them. */
export function assetOf(url: string, type: string | null, description: DatasetDescription | null): object {
  const href = url.startsWith('/') ? pathToFileURL(url).href : url;
  if (type === 'kerchunk')
    return {
      href: /\.(json|parquet)$/.test(href) ? href : `${href.replace(/\/$/, '')}/reference.json`,
      type: 'application/json',
      title: 'References to the data (kerchunk)',
      roles: ['references', 'data'],
    };
  if (type === 'parquet')
    return { href, type: 'application/vnd.apache.parquet', title: 'Parquet dataset', roles: ['data'] };
  const zarr = description && {
    'zarr:node_type': 'group',
    'zarr:zarr_format': description.format,
    'zarr:consolidated': description.isConsolidated,
  };
  return { href, type: 'application/vnd.zarr', title: 'Zarr store', roles: ['data'], ...zarr };
}
