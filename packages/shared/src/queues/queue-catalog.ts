import { z } from 'zod';

/**
 * Every kind of work, one BullMQ queue each. The row in Postgres holds the retries; a job wakes a worker and
 * shows the row.
 */
export interface QueueContract {
  /** What one unit of this work is. */
  work: string;
  /** The worker role that does it. */
  role: 'orchestrate' | 'run';
  /** A worker that does not renew its lease for this long loses the work. */
  leaseMs: number;
  /** After this many failed attempts the work is `failed` and waits for an operator. */
  maxAttempts: number;
  /** First pause after a failure; doubles up to `maxBackoffMs`. */
  backoffMs: number;
  maxBackoffMs: number;
}

export const QUEUE_CATALOG = {
  deliveries: {
    work: 'A webhook of GitHub is handled',
    role: 'orchestrate',
    leaseMs: 10_000,
    maxAttempts: 25,
    backoffMs: 500,
    maxBackoffMs: 300_000,
  },
  invocations: {
    work: '`pangeo-forge-runner` is called once: `expand-meta` or `bake`',
    role: 'run',
    leaseMs: 10_000,
    maxAttempts: 1_000,
    backoffMs: 500,
    maxBackoffMs: 60_000,
  },
  inspections: {
    work: 'What a run wrote is opened and described',
    role: 'run',
    leaseMs: 10_000,
    maxAttempts: 1_000,
    backoffMs: 1_000,
    maxBackoffMs: 60_000,
  },
  reconciliations: {
    work: 'A bakery is queried for the jobs of runs in progress',
    role: 'orchestrate',
    leaseMs: 10_000,
    maxAttempts: 1_000_000,
    backoffMs: 5_000,
    maxBackoffMs: 600_000,
  },
  reports: {
    work: 'The end of a run is reported on GitHub',
    role: 'orchestrate',
    leaseMs: 10_000,
    maxAttempts: 25,
    backoffMs: 500,
    maxBackoffMs: 300_000,
  },
  schedules: {
    work: 'A recipe that has a schedule is started when it is due',
    role: 'orchestrate',
    leaseMs: 10_000,
    maxAttempts: 1_000_000,
    backoffMs: 1_000,
    maxBackoffMs: 300_000,
  },
  upkeep: {
    work: 'A task that repeats: one row for each',
    role: 'orchestrate',
    leaseMs: 60_000,
    maxAttempts: 1_000_000,
    backoffMs: 1_000,
    maxBackoffMs: 60_000,
  },
} as const satisfies Record<string, QueueContract>;

export type WorkKind = keyof typeof QUEUE_CATALOG;

export const WORK_KINDS = Object.keys(QUEUE_CATALOG) as WorkKind[];

export function queueName(kind: WorkKind): string {
  return `pangeo-forge-${kind}`;
}

/**
 * Pause before attempt `attempts + 1`, with up to a fifth of jitter so that work that failed together is not retried
 * together.
 */
export function backoffAfter(kind: WorkKind, attempts: number): number {
  const { backoffMs, maxBackoffMs } = QUEUE_CATALOG[kind];
  const pauseMs = Math.min(maxBackoffMs, backoffMs * 2 ** Math.min(attempts - 1, 20));
  return Math.round(pauseMs * (1 + Math.random() / 5));
}

/** Data of a BullMQ job: the work that it shows, and a label for the queue dashboard. */
export const wakeUpSchema = z.object({
  workId: z.string().regex(/^\d+$/),
  label: z.string(),
  /** The job was drawn from the row, which stood so then. */
  redrawn: z.object({ attempts: z.int(), reason: z.string().nullable() }).optional(),
});

export type WakeUp = z.infer<typeof wakeUpSchema>;
