import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { queueName, type WakeUp, WORK_KINDS, type WorkKind } from './queue-catalog.ts';

export interface DueWork {
  id: string;
  kind: WorkKind;
  /** `pull_request pangeo-forge/staged-recipes#12` */
  label: string;
}

/**
 * Wakes the workers when work is due. A wake-up that is lost costs a delay, never the work: the relay finds it in
 * Postgres.
 */
export interface Waker {
  wake(work: readonly DueWork[]): Promise<void>;
  /** Adds no second wake-up of a work that has one in the queue. */
  wakeOnce(work: readonly DueWork[]): Promise<void>;
  close(): Promise<void>;
}

/** What a Redis that hangs has not answered yet is held in memory: beyond this, the relay is trusted. */
const MAX_UNANSWERED = 5_000;

export function createWaker(redis: Redis, logger: Logger): Waker {
  const queues = new Map(
    WORK_KINDS.map((kind) => {
      const queue = new Queue<WakeUp>(queueName(kind), {
        connection: redis,
        defaultJobOptions: { attempts: 1, removeOnComplete: { count: 1_000 }, removeOnFail: { count: 1_000 } },
      });
      queue.on('error', (error) => logger.debug({ err: error, kind }, 'queue error'));
      return [kind, queue] as const;
    }),
  );
  let unanswered = 0;

  async function add(work: readonly DueWork[], optionsOf: (work: DueWork) => JobsOptions): Promise<void> {
    const chosen = work.slice(0, MAX_UNANSWERED - unanswered);
    unanswered += chosen.length;
    const added = chosen.map((due) =>
      (queues.get(due.kind) as Queue<WakeUp>)
        .add(due.label, { workId: due.id, label: due.label }, optionsOf(due))
        .finally(() => unanswered--),
    );
    const failed = (await Promise.allSettled(added)).find((result) => result.status === 'rejected');
    if (failed) logger.debug({ err: failed.reason }, 'wake-up lost; the relay will find the work');
  }

  return {
    wake: (work) => add(work, () => ({})),
    wakeOnce: (work) => add(work, ({ id }) => ({ jobId: `relay-${id}`, removeOnComplete: true, removeOnFail: true })),
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}
