import { hostname } from 'node:os';
import { assertMigrated } from '@pangeo-forge/db/migrate';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker, type Waker } from '@pangeo-forge/shared/queues/waker';
import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { ProcessWorkParts } from './work/process-work.ts';
import { createWorkLoop } from './work/work-loop.ts';

export interface WorkerConfig {
  databaseUrl: string;
  redisUrl: string;
  poolSize: number;
  concurrency: Partial<Record<WorkKind, number>>;
}

export interface WorkerParts {
  database: Database;
  waker: Waker;
  /** Shared by all processes; fails at once while it is away. */
  redis: Redis;
  logger: Logger;
}

export type CreateHandlers = (parts: WorkerParts) => Promise<ProcessWorkParts['handlers']>;

/** A worker of either role: what it does is what its handlers are. */
export function createWorker(config: WorkerConfig, createHandlers: CreateHandlers, logger: Logger): Service {
  const releasers = createReleasers();
  return {
    async start() {
      const database = await openDatabase({
        url: config.databaseUrl,
        poolSize: config.poolSize,
        onWarning: (message) => logger.warn(message),
      });
      releasers.add(() => database.close());
      await assertMigrated(database);
      const producer = connectRedis(config.redisUrl, 'produce', logger);
      releasers.add(() => producer.disconnect());
      const consumer = connectRedis(config.redisUrl, 'consume', logger);
      releasers.add(() => consumer.disconnect());
      const waker = createWaker(producer, logger);
      releasers.add(() => waker.close());
      const handlers = await createHandlers({ database, waker, redis: producer, logger });
      const stopping = new AbortController();
      const holder = `${hostname()}:${process.pid}`;
      const loop = createWorkLoop({
        pool: database.pool,
        waker,
        handlers,
        holder,
        stopping: stopping.signal,
        redis: consumer,
        concurrency: config.concurrency,
        logger,
      });
      releasers.add(() => loop.stop());
      releasers.add(() => stopping.abort(new Error('the worker stops')));
      loop.start();
      logger.info({ handles: Object.keys(handlers) }, 'worker is ready');
    },
    stop: () => releasers.releaseAll(),
  };
}
