import path from 'node:path';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';

/** Where the runner writes the dataset. */
export function targetRootPath(bakery: BakeryFile, subpath: string): string {
  return filledPath(bakery.TargetStorage.root_path, subpath);
}

/** The same as a folder of this machine; null when the dataset is stored elsewhere. */
export function targetFolder(bakery: BakeryFile, subpath: string): string | null {
  return folderOf({ ...bakery.TargetStorage, root_path: targetRootPath(bakery, subpath) });
}

/** Where people read the dataset; null when the bakery has no public place. */
export function publicUrlOf(bakery: BakeryFile, subpath: string): string | null {
  return bakery.TargetStorage.public_url?.replaceAll('{root_path}', () => targetRootPath(bakery, subpath)) ?? null;
}

/** The bakery's caches as one run uses them; a section that it does not have is left out. */
export function cachesOf(
  bakery: BakeryFile,
  subpath: string,
): Pick<BakeryFile, 'InputCacheStorage' | 'MetadataCacheStorage'> {
  const { InputCacheStorage, MetadataCacheStorage } = bakery;
  return {
    ...(InputCacheStorage ? { InputCacheStorage: filled(InputCacheStorage, subpath) } : {}),
    ...(MetadataCacheStorage ? { MetadataCacheStorage: filled(MetadataCacheStorage, subpath) } : {}),
  };
}

/** Folders of this machine in which the runner caches what it downloads: a recipe writes there, beside its dataset. */
export function localCachePaths(bakery: BakeryFile, subpath: string): string[] {
  return Object.values(cachesOf(bakery, subpath)).flatMap((storage) => (storage && folderOf(storage)) ?? []);
}

interface Storage {
  fsspec_class?: string | undefined;
  root_path?: string | undefined;
}

function folderOf({ fsspec_class, root_path }: Storage): string | null {
  const local = fsspec_class?.endsWith('.LocalFileSystem') && root_path && path.isAbsolute(root_path);
  return local ? root_path : null;
}

function filled<T extends Storage>(storage: T, subpath: string): T {
  return storage.root_path === undefined ? storage : { ...storage, root_path: filledPath(storage.root_path, subpath) };
}

const filledPath = (template: string, subpath: string): string => template.replaceAll('{subpath}', () => subpath);
