import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { FolderFile } from '@pangeo-forge/github/git-trees';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

const LEFT_OUT = new Set(['.git', '.pangeo-forge', 'node_modules', '__pycache__', '.ipynb_checkpoints']);
const MAX_FILES = 500;

/** The files of a recipe's folder, as git would keep them; `sha` is their path. */
export async function listRecipeFiles(folder: string): Promise<FolderFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files: FolderFile[] = [];
  for (const entry of entries) {
    const place = path.relative(folder, path.join(entry.parentPath, entry.name));
    if (entry.isDirectory() || place.split(path.sep).some((name) => LEFT_OUT.has(name))) continue;
    const { mode, size } = await lstat(path.join(folder, place));
    const gitMode = entry.isSymbolicLink() ? '120000' : mode & 0o100 ? '100755' : '100644';
    files.push({ path: place.split(path.sep).join('/'), mode: gitMode, sha: place, size });
  }
  if (files.length > MAX_FILES)
    throw new AppError('too_large', `${folder} holds ${files.length} files: a recipe has ${MAX_FILES} at most.`);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Reads what `listRecipeFiles` named. */
export function recipeFileReader(folder: string): { readBlob(place: string): Promise<Buffer> } {
  return {
    async readBlob(place) {
      const file = path.join(folder, place);
      const isLink = (await lstat(file)).isSymbolicLink();
      return isLink ? Buffer.from(await readlink(file)) : readFile(file);
    },
  };
}
