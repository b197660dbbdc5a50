import { chmod, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFolderOwner } from './folder-owner.ts';
import { type InvocationPaths, invocationPaths } from './runner-command.ts';

/** A private folder for one invocation, below `parent`. */
export async function makeInvocationFolder(parent: string, invocationId: string): Promise<InvocationPaths> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(await realpath(parent), `${invocationId}-`));
  await writeFolderOwner(folder);
  const paths = invocationPaths(folder);
  for (const directory of [paths.home, paths.tmp, paths.files]) await mkdir(directory, { mode: 0o700 });
  return paths;
}

/** Removes it whatever recipe code did to the permissions in it. */
export async function removeInvocationFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await makeRemovable(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function makeRemovable(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeRemovable(join(directory, entry.name));
  }
}
