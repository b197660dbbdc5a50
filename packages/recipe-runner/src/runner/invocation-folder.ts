import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readlinkSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { type InvocationPaths, invocationPaths } from './runner-command.ts';
import { isAlive, ownIdentity, processIdentitySchema } from '../sandbox/process-identity.ts';
import { trackProcessTree } from '../sandbox/track-process-tree.ts';

/** A private folder for one invocation, below `parent`. */
export async function makeInvocationFolder(parent: string, invocationId: string): Promise<InvocationPaths> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(await realpath(parent), `${invocationId}-`));
  await writeFolderOwner(folder);
  const paths = invocationPaths(folder);
  for (const directory of [paths.home, paths.tmp, paths.files, paths.site]) await mkdir(directory, { mode: 0o700 });
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

const OWNER_FILE = 'owner.json';
/** A worker writes its name right after it has made the folder. */
const OWNERLESS_FOR_MS = 60_000;

const ownerSchema = z.object({ process: processIdentitySchema, numberedBy: z.string().nullable() });

/** Writes into the folder which process made it. */
export async function writeFolderOwner(folder: string): Promise<void> {
  await writeFile(join(folder, OWNER_FILE), JSON.stringify({ process: ownIdentity(), numberedBy: processNumbering() }));
}

/**
 * Whether the process that made the folder still lives. Of one in another container that shares the folders nothing is
 * known: it counts as alive.
 */
export async function folderOwnerLives(folder: string): Promise<boolean> {
  const owner = ownerSchema.safeParse(await readJson(join(folder, OWNER_FILE))).data;
  if (owner) return owner.numberedBy !== processNumbering() || isAlive(owner.process);
  const made = await stat(folder).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs < OWNERLESS_FOR_MS;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/** The namespace in which process numbers are valid. */
function processNumbering(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/**
 * Removes what killed workers left: their invocations' folders, secrets in them included, and processes that still work
 * there. Folders whose worker lives stay. To be called when a worker starts.
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

/**
 * Where all workers of this user on this machine have their invocations' folders. So a worker that starts finds what a
 * killed one left, and ends it: recipes that still write to a store which the next try is about to write, and files
 * with secrets.
 * @param parent a directory for temporary files, on this machine's own disk
 * @throws AppError `invalid_config` when another user made a folder of that name, or could write to this one
 */
export async function openInvocationsFolder(parent: string): Promise<string> {
  const folder = await openOwnFolder(parent, 'pangeo-forge-invocations');
  await sweepInvocationFolders(folder);
  return folder;
}

/**
 * A folder of this user alone in a place where others may make folders too, such as the one for temporary files.
 * @throws AppError `invalid_config` when the folder is somebody else's, a link, or open to others.
 */
export async function openOwnFolder(parent: string, name: string): Promise<string> {
  const user = process.getuid?.();
  const folder = join(parent, `${name}-${user ?? 'all'}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(folder);
  if (user !== undefined && (uid !== user || (mode & 0o077) !== 0))
    throw new AppError('invalid_config', `${folder} must belong to this user alone: remove it, or set TMPDIR`);
  return folder;
}
