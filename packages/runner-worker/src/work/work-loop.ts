import { findDueWork } from '@pangeo-forge/db/work/relay-due-work';
import { queueName, type WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { WakeUp } from '@pangeo-forge/shared/queues/wake-up.schema';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type ProcessWorkParts, processWork } from './process-work.ts';

export interface WorkLoopParts extends ProcessWorkParts {
  redis: Redis;
  /** How many works of each kind are in hand at once. */
  concurrency: Partial<Record<WorkKind, number>>;
}

export interface WorkLoop {
  start(): void;
  stop(): Promise<void>;
}

const RELAY_EVERY_MS = 1_000;
const OVERDUE_MS = 500;
const MOST_AT_ONCE = 500;

/** Takes wake-ups from BullMQ, and finds in Postgres what no wake-up came for. */
export function createWorkLoop(parts: WorkLoopParts): WorkLoop {
  const kinds = Object.keys(parts.handlers) as WorkKind[];
  const workers: Worker<WakeUp>[] = [];
  let relay: NodeJS.Timeout | undefined;
  let stopped = false;

  async function relayOnce(): Promise<void> {
    try {
      const due = await findDueWork(parts.pool, { kinds, limit: MOST_AT_ONCE, overdueMs: OVERDUE_MS });
      await parts.waker.wakeOnce(due);
    } catch (error) {
      parts.logger.warn({ err: error }, 'the relay could not look for due work');
    }
    if (!stopped) relay = setTimeout(() => void relayOnce(), RELAY_EVERY_MS);
  }

  return {
    start() {
      for (const kind of kinds) {
        const worker = new Worker<WakeUp>(queueName(kind), (job) => processWork(parts, job.data.workId), {
          connection: parts.redis,
          concurrency: parts.concurrency[kind] ?? 1,
          lockDuration: 10_000,
          stalledInterval: 5_000,
          maxStalledCount: 3,
        });
        worker.on('error', (error) => parts.logger.debug({ err: error, kind }, 'queue worker error'));
        worker.on('failed', (_job, error) => parts.logger.error({ err: error, kind }, 'work could not be processed'));
        workers.push(worker);
      }
      void relayOnce();
    },
    async stop() {
      stopped = true;
      clearTimeout(relay);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
