import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import { openOnce } from '@pangeo-forge/shared/caching/keep-answers';
import { openPool, type Pool, type PoolOptions } from './open-pool.ts';

export type { Pool, PoolOptions as DatabaseOptions };

export interface Database {
  pool: Pool;
  /**
   * Entities and migrations, over the same connections. Loading them takes a second and 60 MB, and most processes never
   * need them: so it happens here.
   */
  orm(): Promise<MikroORM>;
  /** A fork for one request or one job. */
  em(): Promise<SqlEntityManager>;
  close(): Promise<void>;
}

export function openDatabase(options: PoolOptions): Database {
  const { url, onWarning = () => {} } = options;
  const pool = openPool(options);
  const orm = openOnce(async () => (await import('./open-orm.ts')).openOrm(pool, { url, onWarning }));
  return {
    pool,
    orm,
    em: async () => (await orm()).em.fork(),
    close: () => pool.end(),
  };
}
