import type { Database } from '@pangeo-forge/db/open-database';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CliContext } from '../context/cli-context.ts';

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', '28P01', '3D000']);

/**
 * The database that DATABASE_URL names, or the embedded one that runs here; closed whatever happens.
 * @throws AppError `invalid_config` without either, `unavailable` when it cannot be reached.
 */
export async function withDatabase<T>(context: CliContext, use: (database: Database) => Promise<T>): Promise<T> {
  const url = context.environment().DATABASE_URL ?? (await localDatabaseUrl(context.cwd));
  if (!url) {
    throw new AppError(
      'invalid_config',
      'Set DATABASE_URL to the database (postgres://…), or call this in the checkout in which `pangeo-forge dev` or `pnpm start` runs.',
    );
  }
  context.redactor.add([decodeURIComponent(new URL(url).password)]);
  const { openDatabase } = await import('@pangeo-forge/db/open-database');
  let database: Database | undefined;
  try {
    database = openDatabase({ url, poolSize: 2 });
    return await use(database);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === undefined || !CONNECTION_CODES.has(code)) throw error;
    throw new AppError('unavailable', `The database could not be used: ${message ?? code}`, { cause: error });
  } finally {
    await database?.close();
  }
}

/** Written beside the data of the embedded Postgres, readable by its owner alone, while it runs. */
const recordSchema = z.object({ ownerPid: z.number(), url: z.string() });
const RECORD = path.join('.local', 'postgres', 'server.json');

/**
 * The embedded Postgres that `start` or `dev` has running in the checkout at or above this folder; null when there is
 * none.
 */
async function localDatabaseUrl(from: string): Promise<string | null> {
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
