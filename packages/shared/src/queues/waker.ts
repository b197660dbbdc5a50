import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { queueName, type WakeUp, WORK_KINDS, type WorkKind } from './queue-catalog.ts';
import { tracing } from '../telemetry/tracing.ts';
import { WORK_JOB_DEFAULTS, workJob } from './work-job.ts';

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
  /** Work that has a job in its queue gets no second one; a job that is delayed is due at once. */
  wake(work: readonly DueWork[]): Promise<void>;
  close(): Promise<void>;
}

/** What a Redis that hangs has not answered yet is held in memory: beyond this, the relay is trusted. */
const MAX_UNANSWERED = 5_000;

export function createWaker(redis: Redis, logger: Logger): Waker {
  const queues = new Map(
    WORK_KINDS.map((kind) => {
      const { bullmq: telemetry } = tracing();
      const queue = new Queue<WakeUp>(queueName(kind), {
        connection: redis,
        ...(telemetry ? { telemetry } : {}),
        defaultJobOptions: WORK_JOB_DEFAULTS,
      });
      queue.on('error', (error) => logger.debug({ err: error, kind }, 'queue error'));
      return [kind, queue] as const;
    }),
  );
  let unanswered = 0;

  async function add(kind: WorkKind, work: readonly DueWork[]): Promise<void> {
    const queue = queues.get(kind) as Queue<WakeUp>;
    const jobs = work.map((one) => workJob(one));
    const [only] = jobs;
    if (jobs.length > 1) await queue.addBulk(jobs);
    else if (only) await queue.add(only.name, only.data, only.opts);
  }

  return {
    async wake(work) {
      const chosen = work.slice(0, MAX_UNANSWERED - unanswered);
      unanswered += chosen.length;
      const added = [...Map.groupBy(chosen, ({ kind }) => kind)].map(([kind, ofKind]) =>
        add(kind, ofKind).finally(() => {
          unanswered -= ofKind.length;
        }),
      );
      const failed = (await Promise.allSettled(added)).find((result) => result.status === 'rejected');
      if (failed) logger.debug({ err: failed.reason }, 'wake-up lost; the relay will find the work');
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}
