import path from 'node:path';
import { LOCAL_DIRECTORY } from './local-directory.ts';

export interface EnsureServersOptions {
  /** DATABASE_URL: used unchanged when given. */
  databaseUrl?: string | undefined;
  /** REDIS_URL: used unchanged when given. */
  redisUrl?: string | undefined;
  /** For the data of the started servers: `.local/` unless given. */
  directory?: string;
  log?: (message: string) => void;
}

export interface EnsuredServers {
  databaseUrl: string;
  redisUrl: string;
  /** Stops the servers that were started here, no others. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded Postgres unless there is a database URL, and a Redis unless there is a Redis URL. Both keep their
 * data between starts.
 * @throws when the database URL is one of SQLite, and what `startPostgres` and `startRedis` throw.
 */
export async function ensureServers(options: EnsureServersOptions): Promise<EnsuredServers> {
  if (options.databaseUrl?.startsWith('sqlite')) {
    throw new Error(
      'DATABASE_URL is a SQLite database, and SQLite is no longer supported. ' +
        'Unset DATABASE_URL to start the embedded Postgres, with its data in .local/.',
    );
  }
  const directory = options.directory ?? LOCAL_DIRECTORY;
  const log = options.log && { log: options.log };
  const stops: (() => Promise<void>)[] = [];
  const started = async <T extends { url: string; stop(): Promise<void> }>(starting: Promise<T>): Promise<string> => {
    const server = await starting;
    stops.push(() => server.stop());
    return server.url;
  };
  const stop = async () => {
    await Promise.all(stops.splice(0).map((stopServer) => stopServer()));
  };

  const [database, redis] = await Promise.allSettled([
    options.databaseUrl || started(startLocalPostgres(directory, log)),
    options.redisUrl || started(startLocalRedis(directory, log)),
  ]);
  if (database.status === 'rejected' || redis.status === 'rejected') {
    await stop();
    throw database.status === 'rejected' ? database.reason : (redis as PromiseRejectedResult).reason;
  }
  return { databaseUrl: database.value, redisUrl: redis.value, stop };
}

type Log = { log: (message: string) => void } | undefined;

/** Loaded only when needed: in a deployment the servers are given. */
async function startLocalPostgres(directory: string, log: Log) {
  const { startPostgres } = await import('./postgres/start-postgres.ts');
  return startPostgres({ dataDir: path.join(directory, 'postgres'), ...log });
}

async function startLocalRedis(directory: string, log: Log) {
  const { startRedis } = await import('./redis/start-redis.ts');
  const dir = path.join(directory, 'redis');
  return startRedis({ dir, valkeyDir: path.join(directory, 'valkey'), appendonly: true, ...log });
}
