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

/**
 * Whether a dataset at this address lies where the bakery publishes: below the part of its public place that is the
 * same for all datasets. False for a bakery that has no public place.
 */
export function isPublishedBy({ TargetStorage: { public_url: place, root_path: root } }: BakeryFile, url: string) {
  const common = place?.replaceAll('{root_path}', () => root).replace(/[^/]*\{.*$/, '');
  if (!common || !URL.canParse(common) || !URL.canParse(url)) return false;
  const [above, given] = [new URL(common), new URL(url)];
  if (above.host === '' || given.username !== '' || given.password !== '') return false;
  const folder = above.pathname.endsWith('/') ? above.pathname : `${above.pathname}/`;
  return above.protocol === given.protocol && above.host === given.host && given.pathname.startsWith(folder);
}

/** What opens the dataset of one run, to look at it. */
export interface DatasetStorage {
  fsspecClass: string;
  /** With the right to read only, where the bakery has such. */
  fsspecArgs: Readonly<Record<string, unknown>>;
  rootPath: string;
  /** Where its references may point to: the bakery's own caches of inputs. */
  cachePaths: readonly string[];
}

export function datasetStorageOf(bakery: BakeryFile, subpath: string): DatasetStorage {
  const { fsspec_class: fsspecClass, fsspec_args, inspection_args } = bakery.TargetStorage;
  const caches = Object.values(cachesOf(bakery, subpath)).flatMap((storage) => storage?.root_path ?? []);
  return {
    fsspecClass,
    fsspecArgs: inspection_args ?? fsspec_args,
    rootPath: targetRootPath(bakery, subpath),
    cachePaths: caches,
  };
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
