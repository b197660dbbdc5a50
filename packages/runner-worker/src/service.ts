import { hostname } from 'node:os';
import { openServers, type ServerConfig, type Servers } from '@pangeo-forge/service/open-servers';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import type { Logger } from 'pino';
import type { ProcessWorkParts } from './work/process-work.ts';
import { createWorkLoop } from './work/work-loop.ts';

export interface WorkerConfig extends ServerConfig {
  concurrency: Partial<Record<WorkKind, number>>;
}

export type CreateHandlers = (servers: Servers) => Promise<ProcessWorkParts['handlers']>;

/** A worker of either role: what it does is what its handlers are. */
export function createWorker(config: WorkerConfig, createHandlers: CreateHandlers, logger: Logger): Service {
  const releasers = createReleasers();
  return {
    async start() {
      const servers = await openServers(config, { logger, releasers });
      const consumer = connectRedis(config.redisUrl, 'consume', logger);
      releasers.add(() => consumer.disconnect());
      const handlers = await createHandlers(servers);
      const stopping = new AbortController();
      const holder = `${hostname()}:${process.pid}`;
      const loop = createWorkLoop({
        pool: servers.database.pool,
        waker: servers.waker,
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
