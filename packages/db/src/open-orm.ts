import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { PostgresDialect } from 'kysely';
import { ENTITIES } from './entities/tables.ts';
import { loadMigrations } from './migrations/load-migrations.ts';
import type { Pool } from './open-pool.ts';

export interface OrmOptions {
  url: string;
  onWarning: (message: string) => void;
}

/** Entities and migrations over these connections, which stay the caller's to close. */
export async function openOrm(pool: Pool, { url, onWarning }: OrmOptions): Promise<MikroORM> {
  return MikroORM.init({
    entities: ENTITIES,
    clientUrl: url,
    driverOptions: new PostgresDialect({ pool }),
    extensions: [Migrator],
    migrations: {
      migrationsList: await loadMigrations(),
      snapshot: false,
      tableName: 'pangeo_forge_migration',
      transactional: true,
    },
    logger: onWarning,
    colors: false,
  });
}
