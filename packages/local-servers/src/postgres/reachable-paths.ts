import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { isReachableByAll } from './unprivileged-user.ts';

/** Root may write here, and every user may pass through. */
const REACHABLE_DIRECTORY = '/var/lib/pangeo-forge-orchestrator';

/**
 * A checkout in root's home is closed to the user that Postgres runs as. Then the programs are copied, once a version, to where
 * that user can run them.
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

/** The folder itself where Postgres's user can get at it, else one of its own outside of what is closed. */
export function reachableDataDirectory(directory: string, elsewhere = REACHABLE_DIRECTORY): string {
  return isReachableByAll(path.join(directory, 'data'))
    ? directory
    : path.join(elsewhere, `data-${shortHash(path.resolve(directory))}`);
}

/** Puts a complete folder in its place; when another process was faster, theirs is as good. */
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
