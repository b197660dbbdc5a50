import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { isReachableByAll } from './unprivileged-user.ts';

/** Root may write here, and every user has access. */
const REACHABLE_DIRECTORY = '/var/lib/pangeo-forge-orchestrator';

/**
 * The user that Postgres runs as has no access to a checkout in root's home. Then the programs are copied, once per
 * version, to where that user can run them.
 */
export function reachableBinaries(binaries: PostgresBinaries, elsewhere = REACHABLE_DIRECTORY): PostgresBinaries {
  const postgres = realpathSync(binaries.postgres);
  if (isReachableByAll(postgres)) return binaries;
  const installation = path.dirname(path.dirname(postgres));
  const copy = path.join(elsewhere, `postgres-${shortHash(postgres)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    cpSync(installation, unfinished, { recursive: true, verbatimSymlinks: true });
    renameInPlace(unfinished, copy);
  }
  return { initdb: path.join(copy, 'bin', 'initdb'), postgres: path.join(copy, 'bin', 'postgres') };
}

/** The folder itself if Postgres's user has access to it, else one in a folder with access. */
export function reachableDataDirectory(directory: string, elsewhere = REACHABLE_DIRECTORY): string {
  return isReachableByAll(path.join(directory, 'data'))
    ? directory
    : path.join(elsewhere, `data-${shortHash(path.resolve(directory))}`);
}

/** Moves a complete folder to its place; one that another process put there first is as good. */
export function renameInPlace(complete: string, place: string): void {
  try {
    renameSync(complete, place);
  } catch (error) {
    rmSync(complete, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
