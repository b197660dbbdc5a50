import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { queueName, WORK_KINDS } from '@pangeo-forge/shared/queues/queue-catalog';
import { Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Bull Board over the queues, read-only: a job is only a wake-up, and work is retried from the work table. */
export function createQueueBoard(redis: Redis, basePath: string, logger: Logger): RequestHandler {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(basePath);
  const queues = WORK_KINDS.map((kind) => {
    const queue = new Queue(queueName(kind), { connection: redis });
    queue.on('error', (error) => logger.debug({ err: error, kind }, 'queue board error'));
    return new BullMQAdapter(queue, { readOnlyMode: true });
  });
  const uiConfig = { boardTitle: 'Queues', miscLinks: [{ text: 'Operations', url: '/ops' }] };
  createBullBoard({ queues, serverAdapter, options: { uiConfig } });
  return serverAdapter.getRouter() as RequestHandler;
}
