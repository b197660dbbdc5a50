import { AsyncLocalStorage } from 'node:async_hooks';
import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import { queueName, type WakeUp, WORK_KINDS } from '@pangeo-forge/shared/queues/queue-catalog';
import { WORK_JOB_DEFAULTS } from '@pangeo-forge/shared/queues/work-job';
import { Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import type { RouteParts } from '../api-parts.ts';
import { actorOf } from '../http/row-writes.ts';
import type { Caller } from '../keys/authorize.ts';
import { WorkQueueAdapter } from './work-queue-adapter.ts';

/** Bull Board over the queues, whose jobs show the work table. Its buttons act on the work, in the caller's name. */
export function createQueueBoard({ redis, logger, database, waker }: RouteParts, basePath: string): RequestHandler {
  const actors = new AsyncLocalStorage<string>();
  const parts = { pool: database.pool, waker, actor: () => actors.getStore() ?? 'an operator' };
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(basePath);
  const queues = WORK_KINDS.map((kind) => {
    const queue = new Queue<WakeUp>(queueName(kind), { connection: redis, defaultJobOptions: WORK_JOB_DEFAULTS });
    queue.on('error', (error) => logger.debug({ err: error, kind }, 'queue board error'));
    return new WorkQueueAdapter(kind, queue, parts);
  });
  const uiConfig = {
    boardTitle: 'Queues',
    miscLinks: [{ text: 'Operations', url: '/ops' }],
    hideDocsLink: true,
  };
  createBullBoard({ queues, serverAdapter, options: { uiConfig } });
  const router = serverAdapter.getRouter() as RequestHandler;
  return (request, response, next) =>
    actors.run(actorOf(response.locals.caller as Caller), () => router(request, response, next));
}
