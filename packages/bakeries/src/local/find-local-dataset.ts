import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export type LocalDataset =
  | { outcome: 'found' /** Below the root; empty when the root itself is the dataset. */; relativePath: string }
  | { outcome: 'absent'; reason: string };

const MARKS: Record<string, readonly string[]> = {
  zarr: ['.zgroup', '.zmetadata', 'zarr.json'],
  kerchunk: ['reference.json', '.zmetadata'],
  parquet: ['_metadata'],
};

/**
 * Opens what a local bake wrote: the root of the target storage, or the one store below it that the recipe named with `store_name`. An exit code of 0
 * alone is no dataset.
 */
export async function findLocalDataset(rootPath: string, datasetType: string): Promise<LocalDataset> {
  const inRoot = await whatIsWrong(rootPath, datasetType);
  if (inRoot === null) return { outcome: 'found', relativePath: '' };
  const children = await readdir(rootPath, { withFileTypes: true }).catch(() => []);
  const stores: string[] = [];
  for (const child of children) {
    const place = path.join(rootPath, child.name);
    if (child.isDirectory() && (await whatIsWrong(place, datasetType)) === null) stores.push(child.name);
  }
  if (stores.length === 1 && stores[0]) return { outcome: 'found', relativePath: stores[0] };
  if (stores.length > 1)
    return {
      outcome: 'absent',
      reason: `the recipe wrote ${stores.length} stores (${stores.join(', ')}); one recipe makes one dataset`,
    };
  return { outcome: 'absent', reason: inRoot };
}

async function whatIsWrong(directory: string, datasetType: string): Promise<string | null> {
  const there = await stat(directory).catch(() => null);
  if (!there?.isDirectory()) return 'the recipe wrote nothing to the target storage';
  const names = await readdir(directory);
  const mark = MARKS[datasetType]?.find((name) => names.includes(name));
  if (datasetType === 'parquet' && names.some((name) => name.endsWith('.parquet'))) return null;
  if (!mark) return `what the recipe wrote is no ${datasetType} store`;
  return (await isJson(path.join(directory, mark))) ? null : `the store's ${mark} cannot be read`;
}

async function isJson(file: string): Promise<boolean> {
  try {
    return typeof JSON.parse(await readFile(file, 'utf8')) === 'object';
  } catch {
    return false;
  }
}
