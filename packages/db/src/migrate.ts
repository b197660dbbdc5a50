import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Database } from './open-database.ts';

const MIGRATION_LOCK = 7_316_640_211;

/** Brings the database to the newest schema, once or many times, from any number of processes. Answers the names of what was applied. */
export async function migrate(database: Database): Promise<string[]> {
  const client = await database.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await database.orm.migrator.up();
    return applied.map(({ name }) => name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    await client.query('reset statement_timeout').catch(() => {});
    client.release();
  }
}

/** @throws AppError `unavailable` when migrations are missing: a service never works on a schema it does not know. */
export async function assertMigrated(database: Database): Promise<void> {
  const pending = await database.orm.migrator.getPending();
  if (pending.length === 0) return;
  const names = pending.map(({ name }) => name).join(', ');
  throw new AppError('unavailable', `The database is behind (missing: ${names}). Run "pnpm migrate" first.`);
}
