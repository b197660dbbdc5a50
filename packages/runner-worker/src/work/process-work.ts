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
  /** Names this process in the work table. */
  holder: string;
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  logger: Logger;
}

const SETTLE_LIMIT_MS = 60_000;
const SETTLE_AGAIN_MS = 500;

/** Claims the work, keeps its lease while its handler runs, and leaves it as the handler ended. Does nothing when it is not due or its subject is busy. */
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
    await settle(parts, work, { outcome: 'done' });
  } catch (error) {
    const settlement = outcomeAfterError(error, work, parts.stopping.aborted);
    const log = { workId, kind: work.kind, label: work.label, attempts: work.attempts, settlement };
    if (settlement.outcome === 'failed') parts.logger.error({ ...log, err: error }, 'work failed');
    else if (settlement.outcome === 'retry') parts.logger.warn({ ...log, err: error }, 'work will be tried again');
    else parts.logger.debug(log, 'work waits');
    await settle(parts, work, settlement);
  } finally {
    lease.end();
  }
}

async function settle(
  parts: ProcessWorkParts,
  work: LeasedWork,
  settlement: Parameters<typeof resolveWork>[2],
): Promise<void> {
  const due = await onceItAnswers(parts, () => resolveWork(parts.pool, work, settlement));
  if (due === null) {
    parts.logger.warn(
      { workId: work.id, label: work.label },
      'the lease was lost; another worker goes on with this work',
    );
    await onceItAnswers(parts, () => forgetLostLease(parts.pool, work.id));
  } else await parts.waker.wake(due);
}

/** A Postgres that is being restarted is waited for: a process that is alive should not look as if it had died. */
async function onceItAnswers<T>({ stopping }: ProcessWorkParts, question: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (!isDatabaseAway(error) || stopping.aborted || performance.now() > deadline) throw error;
      await pause(SETTLE_AGAIN_MS);
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
