import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readProcess } from '../sandbox/process-table.ts';

const FILE = 'owner.json';
/** A worker writes its name right after it has made the folder. */
const NAMELESS_FOR_MS = 60_000;
const ownerSchema = z.object({ pid: z.int().positive(), startTime: z.string().nullable() });

/** Writes into the folder which process made it: its number and, where this machine can tell, its start, which no later process shares. */
export async function writeFolderOwner(folder: string): Promise<void> {
  await writeFile(join(folder, FILE), JSON.stringify({ pid: process.pid, startTime: startTimeOf(process.pid) }));
}

/** Whether the process that made the folder still lives. */
export async function folderOwnerLives(folder: string): Promise<boolean> {
  const owner = ownerSchema.safeParse(await readJson(join(folder, FILE))).data;
  if (owner) return isThere(owner.pid) && startTimeOf(owner.pid) === owner.startTime;
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

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const startTimeOf = (pid: number): string | null => readProcess(pid)?.startTime ?? null;
