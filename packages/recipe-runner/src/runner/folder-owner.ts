import { readlinkSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, ownIdentity, processIdentitySchema } from '../sandbox/process-identity.ts';

const FILE = 'owner.json';
/** A worker writes its name right after it has made the folder. */
const NAMELESS_FOR_MS = 60_000;

const ownerSchema = z.object({ process: processIdentitySchema, numberedBy: z.string().nullable() });

/** Writes into the folder which process made it. */
export async function writeFolderOwner(folder: string): Promise<void> {
  await writeFile(join(folder, FILE), JSON.stringify({ process: ownIdentity(), numberedBy: processNumbering() }));
}

/** Whether the process that made the folder still lives. Of one in another container that shares the folders nothing is known: it counts as alive. */
export async function folderOwnerLives(folder: string): Promise<boolean> {
  const owner = ownerSchema.safeParse(await readJson(join(folder, FILE))).data;
  if (owner) return owner.numberedBy !== processNumbering() || isAlive(owner.process);
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

/** Process numbers mean the same only within this. */
function processNumbering(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}
