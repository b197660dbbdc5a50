import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Written beside the data of the embedded Postgres, readable by its owner alone, while it runs. */
const recordSchema = z.object({ ownerPid: z.number(), url: z.string() });
const RECORD = path.join('.local', 'postgres', 'server.json');

/** The embedded Postgres that `start` or `dev` has running in the checkout at or above this folder; null when there is none. */
export async function localDatabaseUrl(from: string): Promise<string | null> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const text = await readFile(path.join(folder, RECORD), 'utf8').catch(() => null);
    if (text !== null) {
      const { data: record } = recordSchema.safeParse(parsed(text));
      return record && isAlive(record.ownerPid) ? record.url : null;
    }
    if (path.dirname(folder) === folder) return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // cut short by a crash
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
