import { findDueWork, type OverdueWork } from '@pangeo-forge/db/work/find-due-work';
import { queueName, type WakeUp, type WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { WORK_JOB_DEFAULTS } from '@pangeo-forge/shared/queues/work-job';
import { tracing } from '@pangeo-forge/shared/telemetry/tracing';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { processWork, type ProcessWorkParts, type WorkDisplay, type WorkEnd } from './process-work.ts';
import { REDRAW_EVERY_MS, redrawQueue, takeRedraw } from './redraw-queue.ts';
import { backoffAsTheRowSays, displayOnJob, isShown, showEnd } from './show-on-job.ts';
import { createSlots, type Slots } from './slots.ts';

export interface WorkLoopParts extends ProcessWorkParts {
  redis: Redis;
  /** How much work of each kind is done at once. */
  concurrency: Partial<Record<WorkKind, number>>;
}

export interface WorkLoop {
  start(): void;
  stop(): Promise<void>;
}

const RELAY_EVERY_MS = 1_000;
const OVERDUE_MS = 500;
/**
 * A wake-up through Redis takes milliseconds, the relay's a second more: work that is due for longer gets no wake-up.
 */
const NO_WAKE_UP_MS = 2_500;
const MAX_AT_ONCE = 500;
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Takes wake-ups from BullMQ, and finds due work in Postgres that got none: work goes on while Redis is away. The jobs
 * show how the work stands.
 */
export function createWorkLoop(parts: WorkLoopParts): WorkLoop {
  const kinds = Object.keys(parts.handlers) as WorkKind[];
  const slots = new Map(kinds.map((kind) => [kind, createSlots(parts.concurrency[kind] ?? 1)]));
  const workers: Worker<WakeUp>[] = [];
  const queues = new Map<WorkKind, Queue<WakeUp>>();
  let waking = false;
  let relay: NodeJS.Timeout | undefined;
  let redraw: NodeJS.Timeout | undefined;
  let stopped = false;

  const doWork = async (workId: string, display?: WorkDisplay): Promise<WorkEnd | null> =>
    stopped || parts.stopping.aborted ? null : processWork(parts, workId, display);

  async function relayOnce(): Promise<void> {
    try {
      const due = await findDueWork(parts.pool, { kinds, limit: MAX_AT_ONCE, overdueMs: OVERDUE_MS });
      wake(due.filter((work) => !runOverdue(work)));
    } catch (error) {
      parts.logger.warn({ err: error }, 'the relay could not read due work');
    }
    if (!stopped) relay = setTimeout(() => void relayOnce(), RELAY_EVERY_MS);
  }

  /** A Redis that hangs must not block the relay. */
  function wake(due: readonly OverdueWork[]): void {
    if (waking || stopped) return;
    waking = true;
    void parts.waker.wake(due).finally(() => {
      waking = false;
    });
  }

  function runOverdue({ id, kind, overdueMs }: OverdueWork): boolean {
    if (stopped || overdueMs < NO_WAKE_UP_MS) return false;
    const work = slots.get(kind)?.tryRun(() => doWork(id));
    if (!work) return false;
    work.catch((error: unknown) => parts.logger.error({ err: error, kind }, 'work could not be processed'));
    return true;
  }

  async function doJob(kind: WorkKind, job: Job<WakeUp>, token: string | undefined): Promise<unknown> {
    const ofKind = slots.get(kind) as Slots;
    return showEnd(job, token, await ofKind.run(() => doWork(job.data.workId, displayOnJob(job, parts.holder))));
  }

  function startWorker(kind: WorkKind): void {
    const { bullmq: telemetry } = tracing();
    const worker = new Worker<WakeUp>(queueName(kind), (job, token) => doJob(kind, job, token), {
      connection: parts.redis,
      concurrency: parts.concurrency[kind] ?? 1,
      lockDuration: 10_000,
      stalledInterval: 5_000,
      maxStalledCount: 3,
      ...(telemetry ? { telemetry } : {}),
      settings: { backoffStrategy: backoffAsTheRowSays },
    });
    worker.on('error', (error) => parts.logger.debug({ err: error, kind }, 'queue worker error'));
    worker.on('failed', (_job, error) => {
      if (!isShown(error)) parts.logger.error({ err: error, kind }, 'work could not be processed');
    });
    workers.push(worker);
  }

  /** A Redis that hangs delays the next round, and nothing else. */
  async function redrawOnce(): Promise<void> {
    try {
      for (const [kind, queue] of queues) {
        if (!stopped && (await takeRedraw(parts.redis, kind))) await redrawQueue(parts.pool, queue, kind);
      }
    } catch (error) {
      parts.logger.debug({ err: error }, 'the queues could not be drawn');
    }
    if (!stopped) redraw = setTimeout(() => void redrawOnce(), REDRAW_EVERY_MS);
  }

  return {
    start() {
      for (const kind of kinds) {
        startWorker(kind);
        const queue = new Queue<WakeUp>(queueName(kind), {
          connection: parts.redis,
          defaultJobOptions: WORK_JOB_DEFAULTS,
        });
        queue.on('error', (error) => parts.logger.debug({ err: error, kind }, 'queue error'));
        queues.set(kind, queue);
      }
      void relayOnce();
      void redrawOnce();
    },
    async stop() {
      stopped = true;
      clearTimeout(relay);
      clearTimeout(redraw);
      const isAway = parts.redis.status !== 'ready';
      const closed = Promise.all([
        ...workers.map((worker) => worker.close(isAway)),
        ...[...queues.values()].map((queue) => queue.close()),
      ]);
      await Promise.all([...slots.values()].map((ofKind) => ofKind.idle()));
      // all work has ended: a Redis that hangs must not keep the process alive
      await withTimeout(closed, CLOSE_TIMEOUT_MS, () => []);
    },
  };
}
