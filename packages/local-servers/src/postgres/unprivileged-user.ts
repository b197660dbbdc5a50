import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

export interface UnprivilegedUser {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. For root, the user to run it as: the owner of existing data, else `postgres` if that
 * user exists, else `nobody`. Undefined for other users, who run it as themselves.
 */
export function unprivilegedUser(existingData: string): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(existingData, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) };
    } catch {
      // no such user: try the next
    }
  }
  throw new Error(
    'Postgres cannot run as root, and there is no user `postgres` or `nobody`. Run this as another user.',
  );
}

function idOf(option: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** Whether other users have access to the path: each folder above it is executable for all. */
export function isReachableByAll(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat && (stat.mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
