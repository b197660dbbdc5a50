import { findDueWork, type OverdueWork } from '@pangeo-forge/db/work/find-due-work';
import { queueName, type WakeUp, type WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { processWork, type ProcessWorkParts } from './process-work.ts';
import { createSlots } from './slots.ts';

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
/** A wake-up through Redis takes milliseconds, and the relay's a second more: work that waits longer while a hand is free will get none. */
const UNHEARD_MS = 2_500;
const MOST_AT_ONCE = 500;
const CLOSE_TIMEOUT_MS = 2_000;

/** Takes wake-ups from BullMQ, and finds in Postgres what no wake-up came for: while Redis is away, work goes on without it. */
export function createWorkLoop(parts: WorkLoopParts): WorkLoop {
  const kinds = Object.keys(parts.handlers) as WorkKind[];
  const hands = new Map(kinds.map((kind) => [kind, createSlots(parts.concurrency[kind] ?? 1)]));
  const workers: Worker<WakeUp>[] = [];
  let waking = false;
  let relay: NodeJS.Timeout | undefined;
  let stopped = false;

  const doWork = async (workId: string): Promise<void> => {
    if (!stopped) await processWork(parts, workId);
  };

  async function relayOnce(): Promise<void> {
    try {
      const due = await findDueWork(parts.pool, { kinds, limit: MOST_AT_ONCE, overdueMs: OVERDUE_MS });
      wake(due.filter((work) => !takeUnheard(work)));
    } catch (error) {
      parts.logger.warn({ err: error }, 'the relay could not look for due work');
    }
    if (!stopped) relay = setTimeout(() => void relayOnce(), RELAY_EVERY_MS);
  }

  /** A Redis that hangs must not keep the relay from looking. */
  function wake(due: readonly OverdueWork[]): void {
    if (waking || stopped) return;
    waking = true;
    void parts.waker.wakeOnce(due).finally(() => {
      waking = false;
    });
  }

  function takeUnheard({ id, kind, overdueMs }: OverdueWork): boolean {
    if (stopped || overdueMs < UNHEARD_MS) return false;
    const work = hands.get(kind)?.takeIfFree(() => doWork(id));
    if (!work) return false;
    work.catch((error: unknown) => parts.logger.error({ err: error, kind }, 'work could not be processed'));
    return true;
  }

  return {
    start() {
      for (const [kind, some] of hands) {
        const worker = new Worker<WakeUp>(queueName(kind), (job) => some.take(() => doWork(job.data.workId)), {
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
      const closed = Promise.all(workers.map((worker) => worker.close(parts.redis.status !== 'ready')));
      await Promise.all([...hands.values()].map((some) => some.idle()));
      // what was in hand has ended: a Redis that hangs must not keep the process
      await withTimeout(closed, CLOSE_TIMEOUT_MS, () => {});
    },
  };
}
