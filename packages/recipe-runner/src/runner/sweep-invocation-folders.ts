import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { trackProcessTree } from '../sandbox/track-process-tree.ts';
import { folderOwnerLives } from './folder-owner.ts';
import { removeInvocationFolder } from './invocation-folder.ts';

/**
 * Removes what killed workers left: their invocations' folders, secrets in them included, and processes that still work there.
 * Folders whose worker lives stay. To be called when a worker starts.
 * @param foldersDir on this machine's own disk: process numbers of another machine mean nothing here.
 * @returns how many folders were removed.
 */
export async function sweepInvocationFolders(foldersDir: string): Promise<number> {
  const names = await readdir(foldersDir).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const folder = join(await realpath(foldersDir), name);
    if (await folderOwnerLives(folder)) continue;
    // What recipe code started has its HOME in there.
    await trackProcessTree(null, { marker: `HOME=${folder}/`, directory: folder }).killAll();
    await removeInvocationFolder(folder);
    removed += 1;
  }
  return removed;
}
