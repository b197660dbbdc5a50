import { assertMigrated } from '@pangeo-forge/db/migrate';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import type { Releasers } from '@pangeo-forge/shared/process/releasers';
import { connectRedis, readRedisUrl } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker, type Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

export interface ServerConfig {
  databaseUrl: string;
  redisUrl: string;
  /** Postgres connections of this process. */
  poolSize: number;
}

export interface Servers {
  database: Database;
  waker: Waker;
  /** Fails at once while Redis is away. */
  redis: Redis;
  logger: Logger;
}

/**
 * Connects to Postgres and Redis; `releasers` closes what was opened, also when a later step fails.
 * @param statementLimitMs how long one statement may take, if not as long as `openPool` lets it.
 * @throws AppError `unavailable` when the database is behind the code.
 */
export async function openServers(
  config: ServerConfig,
  { logger, releasers, statementLimitMs }: { logger: Logger; releasers: Releasers; statementLimitMs?: number },
): Promise<Servers> {
  const database = openDatabase({
    url: config.databaseUrl,
    poolSize: config.poolSize,
    ...(statementLimitMs === undefined ? {} : { statementLimitMs }),
    onWarning: (message) => logger.warn(message),
  });
  releasers.add(() => database.close());
  await assertMigrated(database);
  if (readRedisUrl(config.redisUrl).tls?.rejectUnauthorized === false)
    logger.warn('the certificate of Redis is not verified: who is between can read and change what is sent');
  const redis = connectRedis(config.redisUrl, 'produce', logger);
  releasers.add(() => redis.disconnect());
  const waker = createWaker(redis, logger);
  releasers.add(() => waker.close());
  return { database, waker, redis, logger };
}
