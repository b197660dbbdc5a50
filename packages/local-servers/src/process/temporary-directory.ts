import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from './running-process.ts';

const PREFIX = 'pangeo-forge-tmp-';

/** A folder for this process, readable only by this user. Also removes the folders of killed processes. */
export function temporaryDirectory(): string {
  sweepTemporaryDirectories();
  return mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** Removes the temporary folders of processes that were killed. */
export function sweepTemporaryDirectories(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // another user's, or its server is just ending: the next call retries
    }
  }
}
