import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { MIGRATIONS } from './migrations/migration-list.ts';
import type { Database } from './open-database.ts';

const MIGRATION_LOCK = 7_316_640_211;

/**
 * Brings the database to the newest schema, once or many times, from any number of processes. Answers the names of what
 * was applied.
 */
export async function migrate(database: Database): Promise<string[]> {
  const { migrator } = await database.orm();
  const client = await database.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await migrator.up();
    return applied.map(({ name }) => name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    await client.query('reset statement_timeout').catch(() => {});
    client.release();
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
