import { readFile } from 'node:fs/promises';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DatasetType } from '@pangeo-forge/shared/names/dataset';
import { parse } from 'yaml';
import { z } from 'zod';

export interface CatalogedStore {
  id: string;
  url: string;
  datasetType: DatasetType;
}

export interface Catalog {
  /** `owner/name` of the feedstock whose meta.yaml the catalogue names; null when it names none. */
  feedstock: string | null;
  stores: CatalogedStore[];
  notes: string[];
}

/** `catalog.yaml` as the feedstocks of LEAP have it (leap-data-management-utils, `catalog.py`). */
const catalogSchema = z.looseObject({
  'ncviewjs:meta_yaml_url': z.string().optional(),
  meta_yaml_url: z.string().optional(),
  stores: z
    .array(
      z.looseObject({
        id: z.string().min(1),
        url: z.string().min(1),
        xarray_open_kwargs: z.looseObject({ engine: z.string().optional() }).nullish(),
      }),
    )
    .min(1),
});

const MAX_BYTES = 256 * 1024;

/** @throws AppError `invalid_input` when the file is no such catalogue. */
export async function readCatalog(file: string): Promise<Catalog> {
  const refuse = (why: string) => new AppError('invalid_input', `${file} cannot be read: ${why}`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.message);
  });
  if (text.length > MAX_BYTES) throw refuse('it is larger than 256 kB');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const parsed = catalogSchema.safeParse(value);
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error));
  const { stores, meta_yaml_url: plain, 'ncviewjs:meta_yaml_url': named = plain } = parsed.data;
  const notes: string[] = [];
  const read = stores.map((store) => {
    // some catalogues quote the address twice
    const url = store.url.trim().replace(/^(['"])(.*)\1$/, '$2');
    if (url !== store.url) notes.push(`the url of ${store.id} was read without its quotes: ${url}`);
    return { id: store.id, url, datasetType: typeOf(url, store.xarray_open_kwargs?.engine) };
  });
  return { feedstock: feedstockOf(named), stores: read, notes };
}

function typeOf(url: string, engine: string | undefined): DatasetType {
  return engine === 'kerchunk' || /\.(?:json|parquet|parq)\/?$/.test(url) ? 'kerchunk' : 'zarr';
}

/** `https://github.com/OWNER/NAME/blob/…`, or the raw address. */
function feedstockOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { hostname, pathname } = new URL(url);
  const [, owner, name] = /^\/([\w.-]+)\/([\w.-]+)\//.exec(pathname) ?? [];
  return /(?:^|\.)(?:github\.com|githubusercontent\.com)$/.test(hostname) && owner && name ? `${owner}/${name}` : null;
}
