import type { Database } from '@pangeo-forge/db/open-database';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { CliContext } from '../context/cli-context.ts';

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', '28P01', '3D000']);

/**
 * The database that DATABASE_URL names, closed whatever happens.
 * @throws AppError `invalid_config` without DATABASE_URL, `unavailable` when it cannot be reached.
 */
export async function withDatabase<T>(context: CliContext, use: (database: Database) => Promise<T>): Promise<T> {
  const url = context.environment().DATABASE_URL;
  if (!url) {
    throw new AppError(
      'invalid_config',
      'Set DATABASE_URL to the database (postgres://…). `pnpm migrate` and `pnpm start` need none: they keep one in .local/.',
    );
  }
  const { openDatabase } = await import('@pangeo-forge/db/open-database');
  let database: Database | undefined;
  try {
    database = await openDatabase({ url, poolSize: 2 });
    return await use(database);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === undefined || !CONNECTION_CODES.has(code)) throw error;
    throw new AppError('unavailable', `The database could not be used: ${message ?? code}`, { cause: error });
  } finally {
    await database?.close();
  }
}
