import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DatasetSource } from '../sources/dataset-source.ts';
import { parseJsonObject } from './read-json.ts';
import { readReferences } from './read-references.ts';
import { readV2 } from './read-v2.ts';
import { readV3 } from './read-v3.ts';
import type { ReadKey, ZarrHierarchy } from './zarr-node.ts';

/**
 * The hierarchy at this place: Zarr 2 or 3, consolidated or, where the storage lists its contents, not; or references to one (kerchunk).
 * @throws AppError `not_found` when there is none, and what the source throws.
 */
export async function readHierarchy(source: DatasetSource, url: string): Promise<ZarrHierarchy> {
  const { root, query } = splitQuery(url);
  if (root.endsWith('.json')) return readReferenceFile(source, url);
  const readKey: ReadKey = (key) => source.read(`${root}/${encodeKey(root, key)}${query}`);
  const list = (path: string) => source.list(path === '' ? root : `${root}/${encodeKey(root, path)}`);
  const hierarchy = (await readV3(readKey, list)) ?? (await readV2(readKey, list));
  if (hierarchy) return hierarchy;
  const references = await source.read(`${root}/reference.json${query}`);
  if (references) return fromReferences(source, references);
  throw new AppError('not_found', 'There is no Zarr store and no reference.json at this URL.');
}

async function readReferenceFile(source: DatasetSource, url: string): Promise<ZarrHierarchy> {
  const bytes = await source.read(url);
  if (!bytes) throw new AppError('not_found', 'There is nothing at this URL.');
  return fromReferences(source, bytes);
}

async function fromReferences(source: DatasetSource, bytes: Uint8Array): Promise<ZarrHierarchy> {
  const document = parseJsonObject(Buffer.from(bytes).toString('utf8'));
  const references = document && readReferences(document, source);
  const hierarchy =
    references &&
    ((await readV3(references.readKey, references.list)) ?? (await readV2(references.readKey, references.list)));
  if (!hierarchy) throw new AppError('not_found', 'The JSON at this URL holds no references to a Zarr store.');
  return hierarchy;
}

function splitQuery(url: string): { root: string; query: string } {
  const isWeb = /^https?:/i.test(url);
  const at = isWeb ? url.search(/[?#]/) : -1;
  const root = (at < 0 ? url : url.slice(0, at)).replace(/\/+$/, '');
  return { root, query: at < 0 ? '' : url.slice(at).replace(/#.*$/, '') };
}

/** Names are the author's: a step that is no plain name (`..`) never leaves the store. */
function encodeKey(root: string, key: string): string {
  const steps = key.split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..'))
    throw new AppError('forbidden', 'The store names something outside itself.');
  return /^[a-z][a-z0-9+.-]*:/i.test(root) ? steps.map(encodeURIComponent).join('/') : key;
}
