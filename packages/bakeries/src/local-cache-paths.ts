import path from 'node:path';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { cachesOf } from './storage-paths.ts';

/** Folders of this machine in which the runner keeps what it downloaded: a recipe that uses a cache has to write there, beside its dataset. */
export function localCachePaths(bakery: BakeryFile, subpath: string): string[] {
  return Object.values(cachesOf(bakery, subpath))
    .filter((storage) => storage?.fsspec_class?.endsWith('.LocalFileSystem'))
    .map((storage) => storage?.root_path ?? '')
    .filter((root) => path.isAbsolute(root));
}
