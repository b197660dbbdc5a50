import { randomUUID } from 'node:crypto';
import type { DefaultJobOptions, JobsOptions } from 'bullmq';
import type { WakeUp } from './queue-catalog.ts';

const DAY_SECONDS = 86_400;

/**
 * A job shows a row of the work table and wakes a worker for it. The row says when it is retried (`backoff`, which the
 * worker computes) and when to stop, so BullMQ never stops by itself.
 */
export const WORK_JOB_DEFAULTS: DefaultJobOptions = {
  attempts: 1_000_000,
  backoff: { type: 'as the row says' },
  stackTraceLimit: 3,
  keepLogs: 50,
  removeOnComplete: { age: DAY_SECONDS, count: 1_000 },
  removeOnFail: { age: 7 * DAY_SECONDS, count: 5_000 },
};

export interface WorkJob {
  name: string;
  data: WakeUp;
  opts: JobsOptions;
}

/**
 * The job of this work. Work has one live job: a second is dropped, moves the first one's time to its own, or follows
 * the first while that is active. Ids are new each time, since BullMQ ignores a job whose id it has kept.
 */
export function workJob({ id, label }: { id: string; label: string }, delayMs = 0): WorkJob {
  return {
    name: label,
    data: { workId: id, label },
    opts: {
      jobId: `${id}-${randomUUID().slice(0, 8)}`,
      delay: Math.round(delayMs),
      deduplication: { id, keepLastIfActive: true, reschedule: true },
    },
  };
}

/** The work that a job's id names; null when a job was added by something else, such as an older version. */
export function workIdOfJob(jobId: string): string | null {
  return /^(\d+)-[0-9a-f]{8}$/.exec(jobId)?.[1] ?? null;
}
