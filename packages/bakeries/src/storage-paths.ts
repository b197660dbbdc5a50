import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';

/** Where the runner writes the dataset. */
export function targetRootPath(bakery: BakeryFile, subpath: string): string {
  return bakery.TargetStorage.root_path.replaceAll('{subpath}', subpath);
}

/** Where people read the dataset; null when the bakery has no public place. */
export function publicUrlOf(bakery: BakeryFile, subpath: string): string | null {
  return bakery.TargetStorage.public_url?.replaceAll('{root_path}', targetRootPath(bakery, subpath)) ?? null;
}
