import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';

export type LocalDataset =
  | {
      outcome: 'found';
      /** Below the root; empty when the root itself is the dataset. */
      relativePath: string;
      /** What it is, which may be another type than the default. */
      datasetType: string;
    }
  | { outcome: 'absent'; reason: string };

const MARKS: Record<string, readonly string[]> = {
  zarr: ['.zgroup', '.zmetadata', 'zarr.json'],
  kerchunk: ['reference.json', '.zmetadata'],
  parquet: ['_metadata'],
};

/**
 * Finds what a bake on this machine wrote: at the root of the target storage, or in the one store below it that the
 * recipe named with `store_name`. An exit code of 0 alone does not make a dataset. Most recipes name no type, and some
 * of them write references (`HDFReferenceRecipe`): where there is nothing of the default type, these are looked for too.
 */
export async function findLocalDataset(rootPath: string, datasetType: string): Promise<LocalDataset> {
  const found = await findOfType(rootPath, datasetType);
  if (found.outcome === 'found' || datasetType !== DEFAULT_DATASET_TYPE) return found;
  const references = await findOfType(rootPath, 'kerchunk');
  return references.outcome === 'found' ? references : found;
}

async function findOfType(rootPath: string, datasetType: string): Promise<LocalDataset> {
  const inRoot = await whyNoStore(rootPath, datasetType);
  if (inRoot === null) return { outcome: 'found', relativePath: '', datasetType };
  const children = await readdir(rootPath, { withFileTypes: true }).catch(() => []);
  const stores: string[] = [];
  for (const child of children) {
    const place = path.join(rootPath, child.name);
    if (child.isDirectory() && (await whyNoStore(place, datasetType)) === null) stores.push(child.name);
  }
  if (stores.length === 1 && stores[0]) return { outcome: 'found', relativePath: stores[0], datasetType };
  if (stores.length > 1)
    return {
      outcome: 'absent',
      reason: `the recipe wrote ${stores.length} stores (${stores.join(', ')}); one recipe makes one dataset`,
    };
  return { outcome: 'absent', reason: inRoot };
}

async function whyNoStore(directory: string, datasetType: string): Promise<string | null> {
  const found = await stat(directory).catch(() => null);
  if (!found?.isDirectory()) return 'the recipe wrote nothing to the target storage';
  const names = await readdir(directory);
  const mark = MARKS[datasetType]?.find((name) => names.includes(name));
  if (datasetType === 'parquet' && names.some((name) => name.endsWith('.parquet'))) return null;
  if (!mark) return `what the recipe wrote is not a ${datasetType} store`;
  return (await isJson(path.join(directory, mark))) ? null : `the store's ${mark} cannot be read`;
}

async function isJson(file: string): Promise<boolean> {
  try {
    return typeof JSON.parse(await readFile(file, 'utf8')) === 'object';
  } catch {
    return false;
  }
}
