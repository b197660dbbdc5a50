import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';

/** Where the runner writes the dataset. */
export function targetRootPath(bakery: BakeryFile, subpath: string): string {
  return filledPath(bakery.TargetStorage.root_path, subpath);
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

function filled<Storage extends { root_path?: string | undefined }>(storage: Storage, subpath: string): Storage {
  return storage.root_path === undefined ? storage : { ...storage, root_path: filledPath(storage.root_path, subpath) };
}

const filledPath = (template: string, subpath: string): string => template.replaceAll('{subpath}', () => subpath);
