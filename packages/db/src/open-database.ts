import { MikroORM, type PostgreSqlConnection, type SqlEntityManager } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import type { Pool } from 'pg';
import { BakeryEntity } from './entities/bakery.entity.ts';
import { FeedstockEntity } from './entities/feedstock.entity.ts';
import { RecipeRunEntity } from './entities/recipe-run.entity.ts';
import { MIGRATIONS } from './migrations/migration-list.ts';

export type { Pool };

export interface DatabaseOptions {
  /** `postgres://…`; hosts other than loopback are spoken to over TLS, as Heroku requires, unless it ends in `?sslmode=disable`. */
  url: string;
  /** Connections of this process. */
  poolSize: number;
  /** How long a statement may take: what answers requests must not keep them waiting. */
  statementLimitMs?: number;
  /** What the driver has to say, such as that an idle connection was cut. */
  onWarning?: (message: string) => void;
}

export interface Database {
  orm: MikroORM;
  /** A fork for one request or one job. */
  em(): SqlEntityManager;
  /** The same connections, for statements whose parameters must be bound. */
  pool: Pool;
  close(): Promise<void>;
}

const STATEMENT_LIMIT_MS = 30_000;
/** A server that hangs accepts connections and says nothing. */
const CONNECT_LIMIT_MS = 10_000;

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, poolSize, onWarning = () => {} } = options;
  const orm = await MikroORM.init({
    entities: [BakeryEntity, FeedstockEntity, RecipeRunEntity],
    clientUrl: url,
    driverOptions: { ...connectionOptions(options), max: poolSize },
    extensions: [Migrator],
    migrations: {
      migrationsList: MIGRATIONS,
      snapshot: false,
      tableName: 'pangeo_forge_migration',
      transactional: true,
    },
    logger: onWarning,
    colors: false,
  });
  const pool = await (orm.em.getConnection() as PostgreSqlConnection).getNativeClient();
  return { orm, em: () => orm.em.fork(), pool, close: () => orm.close(true) };
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** As libpq reads `sslmode`, but that other hosts than loopback are spoken to over TLS unless it says `disable`. Heroku's certificates are self-signed, so only who asks for it gets them checked. */
function connectionOptions({ url, statementLimitMs = STATEMENT_LIMIT_MS }: DatabaseOptions): Record<string, unknown> {
  const { hostname, searchParams } = new URL(url);
  const mode = searchParams.get('sslmode') ?? (LOOPBACK.includes(hostname) ? 'disable' : 'require');
  return {
    ...(mode === 'disable' ? {} : { ssl: { rejectUnauthorized: mode === 'verify-ca' || mode === 'verify-full' } }),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: statementLimitMs,
    idle_in_transaction_session_timeout: STATEMENT_LIMIT_MS,
    keepAlive: true,
  };
}
