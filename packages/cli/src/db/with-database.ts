import type { Database } from '@pangeo-forge/db/open-database';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { CliContext } from '../context/cli-context.ts';
import { localDatabaseUrl } from './local-database-url.ts';

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
