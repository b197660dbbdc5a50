import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownIdentity, processIdentitySchema } from '../sandbox/process-identity.ts';

const FILE = 'owner.json';
/** A worker writes its name right after it has made the folder. */
const NAMELESS_FOR_MS = 60_000;

/** Writes into the folder which process made it. */
export async function writeFolderOwner(folder: string): Promise<void> {
  await writeFile(join(folder, FILE), JSON.stringify(ownIdentity()));
}

/** Whether the process that made the folder still lives. */
export async function folderOwnerLives(folder: string): Promise<boolean> {
  const owner = processIdentitySchema.safeParse(await readJson(join(folder, FILE))).data;
  if (owner) return isAlive(owner);
  const made = await stat(folder).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs < NAMELESS_FOR_MS;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
