import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from '@pangeo-forge/db/is-database-away';
import type { Pool } from '@pangeo-forge/db/open-database';
import { claimWork, renewLease } from '@pangeo-forge/db/work/claim-work';
import { forgetLostLease, resolveWork } from '@pangeo-forge/db/work/resolve-work';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { QUEUE_CATALOG, type WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';
import { outcomeAfterError } from './outcome-after-error.ts';
import type { WorkHandler } from './work-handler.ts';

export interface ProcessWorkParts {
  pool: Pool;
  waker: Waker;
  handlers: Partial<Record<WorkKind, WorkHandler>>;
  /** Identifies this process in the work table. */
  holder: string;
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  logger: Logger;
}

const FINISH_LIMIT_MS = 60_000;
const FINISH_RETRY_MS = 500;

/**
 * Claims the work, renews its lease while its handler runs, and records how the handler ended. Does nothing when the
 * work is not due or its subject is busy.
 */
export async function processWork(parts: ProcessWorkParts, workId: string): Promise<void> {
  const claim = await claimWork(parts.pool, workId, parts.holder);
  if (claim.outcome !== 'claimed') return;
  const { work } = claim;
  const handler = parts.handlers[work.kind];
  if (!handler) throw new Error(`this process has no handler for ${work.kind}`);
  const lease = keepLease(parts, work);
  const signal = AbortSignal.any([lease.lost, parts.stopping]);
  try {
    await handler({ work, signal });
    await finish(parts, work, { outcome: 'done' });
  } catch (error) {
    const settlement = outcomeAfterError(error, work, parts.stopping.aborted);
    const log = { workId, kind: work.kind, label: work.label, attempts: work.attempts, settlement };
    if (settlement.outcome === 'failed') parts.logger.error({ ...log, err: error }, 'work failed');
    else if (settlement.outcome === 'retry') parts.logger.warn({ ...log, err: error }, 'work will be retried');
    else parts.logger.debug(log, 'work waits');
    await finish(parts, work, settlement);
  } finally {
    lease.end();
  }
}

async function finish(
  parts: ProcessWorkParts,
  work: LeasedWork,
  settlement: Parameters<typeof resolveWork>[2],
): Promise<void> {
  const due = await whenDatabaseAnswers(parts, () => resolveWork(parts.pool, work, settlement));
  if (due === null) {
    parts.logger.warn({ workId: work.id, label: work.label }, 'the lease was lost; another worker continues this work');
    await whenDatabaseAnswers(parts, () => forgetLostLease(parts.pool, work.id));
  } else await parts.waker.wake(due);
}

/** Waits for a Postgres that is being restarted: otherwise this process would look dead to the others. */
async function whenDatabaseAnswers<T>({ stopping }: ProcessWorkParts, ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + FINISH_LIMIT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isDatabaseAway(error) || stopping.aborted || performance.now() > deadline) throw error;
      await pause(FINISH_RETRY_MS);
    }
  }
}

function keepLease({ pool, logger }: ProcessWorkParts, work: LeasedWork): { lost: AbortSignal; end: () => void } {
  const lost = new AbortController();
  const { leaseMs } = QUEUE_CATALOG[work.kind];
  let lastRenewed = Date.now();
  const timer = setInterval(() => {
    renewLease(pool, work).then(
      (held) => {
        if (held) lastRenewed = Date.now();
        else lost.abort(new Error('the lease was lost'));
      },
      (error: unknown) => {
        logger.warn({ err: error, workId: work.id }, 'the lease could not be renewed');
        if (Date.now() - lastRenewed > leaseMs) lost.abort(new Error('the lease could not be renewed'));
      },
    );
  }, leaseMs / 4);
  return { lost: lost.signal, end: () => clearInterval(timer) };
}
