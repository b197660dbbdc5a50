import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { MIGRATIONS } from './migrations/migration-list.ts';
import type { Database, Pool } from './open-database.ts';

const MIGRATION_LOCK = 7_316_640_211;

const ASK_AGAIN_MS = 250;

/**
 * Brings the database to the newest schema, once or many times, from any number of processes. Answers the names of what
 * was applied.
 */
export async function migrate(database: Database): Promise<string[]> {
  const { migrator } = await database.orm();
  for (;;) {
    const applied = await whileLocked(database.pool, () => migrator.up());
    if (applied) return applied.map(({ name }) => name);
    await pause(ASK_AGAIN_MS);
  }
}

/**
 * Null while another process has the lock. It is a transaction's and not the session's, since sessions are shared
 * behind a pooler; and nobody waits for it on a connection, which the pooler may need for its owner.
 */
async function whileLocked<T>(pool: Pool, body: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query('select pg_try_advisory_xact_lock($1) as "isOurs"', [MIGRATION_LOCK]);
    return rows[0].isOurs ? await body() : null;
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

/** The names of what `migrate` would apply. */
export async function findMissingMigrations({ pool }: Pick<Database, 'pool'>): Promise<string[]> {
  const { rows: tables } = await pool.query(`select to_regclass('pangeo_forge_migration') as name`);
  const { rows } = await (tables[0].name
    ? pool.query<{ name: string }>('select name from pangeo_forge_migration')
    : { rows: [] });
  const applied = new Set(rows.map(({ name }) => name));
  return MIGRATIONS.map(({ name }) => name).filter((name) => !applied.has(name));
}

/** @throws AppError `unavailable` when migrations are missing: a service never works on a schema it does not know. */
export async function assertMigrated(database: Pick<Database, 'pool'>): Promise<void> {
  const missing = await findMissingMigrations(database);
  if (missing.length === 0) return;
  throw new AppError(
    'unavailable',
    `The database is behind (missing: ${missing.join(', ')}). Run "pnpm migrate" first.`,
  );
}
