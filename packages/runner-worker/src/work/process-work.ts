import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from '@pangeo-forge/db/is-database-away';
import type { Pool } from '@pangeo-forge/db/open-database';
import { claimWork, renewLease } from '@pangeo-forge/db/work/claim-work';
import { forgetLostLease, readStanding, resolveWork, type WorkOutcome } from '@pangeo-forge/db/work/resolve-work';
import { parseSubject } from '@pangeo-forge/db/names/subject';
import type { LeasedWork, WorkStanding } from '@pangeo-forge/db/work/work';
import { QUEUE_CATALOG, type WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { withLogFields } from '@pangeo-forge/shared/logging/log-fields';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import { tracing } from '@pangeo-forge/shared/telemetry/tracing';
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

/** What became of work that somebody was woken for, as its row says. */
export type WorkEnd =
  | { end: 'resolved'; standing: WorkStanding; decided?: unknown; error?: unknown }
  /** It was not due, its subject was busy, or another worker took it over. */
  | { end: 'not_done_here'; standing: WorkStanding | null };

/** Where the work is shown while it is done. What is shown may be lost. */
export interface WorkDisplay {
  claimed(work: LeasedWork): void;
  note(line: string): void;
}

const NO_DISPLAY: WorkDisplay = { claimed() {}, note() {} };

/**
 * Claims the work, renews its lease while its handler runs, and records how the handler ended. Does nothing when the
 * work is not due or its subject is busy.
 */
export async function processWork(
  parts: ProcessWorkParts,
  workId: string,
  display: WorkDisplay = NO_DISPLAY,
): Promise<WorkEnd> {
  const claim = await claimWork(parts.pool, workId, parts.holder);
  if (claim.outcome !== 'claimed') return { end: 'not_done_here', standing: await readStanding(parts.pool, workId) };
  const { work } = claim;
  const handler = parts.handlers[work.kind];
  if (!handler) throw new Error(`this process has no handler for ${work.kind}`);
  display.claimed(work);
  const lease = keepLease(parts, work);
  const signal = AbortSignal.any([lease.lost, parts.stopping]);
  try {
    return await followed(work, async () => {
      const { outcome, ...shown } = await attempt(parts, work, () => {
        signal.throwIfAborted(); // the process may have been stopped while the work was claimed
        return handler({ work, signal, note: display.note });
      });
      return finish(parts, work, outcome, shown);
    });
  } finally {
    lease.end();
  }
}

/** In a span of the trace that asked for the work, and with its ids in every line of the log. */
function followed<T>(work: LeasedWork, run: () => Promise<T>): Promise<T> {
  const { id: workId, kind, ref, subject, label, attempts, traceparent } = work;
  const about = parseSubject(subject);
  const ids = {
    workId,
    ...(kind === 'deliveries' ? { deliveryId: ref } : {}),
    ...(about?.of === 'run' ? { recipeRunId: about.runId } : {}),
  };
  const attributes = { ...ids, subject, label, attempts };
  return withLogFields(ids, () => tracing().span({ name: `work ${kind}`, traceparent, attributes }, run));
}

interface Attempt {
  outcome: WorkOutcome;
  decided?: unknown;
  error?: unknown;
}

async function attempt(
  { logger, stopping }: ProcessWorkParts,
  work: LeasedWork,
  handle: () => Promise<unknown>,
): Promise<Attempt> {
  try {
    return { outcome: { outcome: 'done' }, decided: await handle() };
  } catch (error) {
    const outcome = outcomeAfterError(error, work, stopping.aborted);
    const { id: workId, kind, label, attempts } = work;
    const log = { workId, kind, label, attempts, settlement: outcome };
    if (outcome.outcome === 'failed') logger.error({ ...log, err: error }, 'work failed');
    else if (outcome.outcome === 'retry') logger.warn({ ...log, err: error }, 'work will be retried');
    else logger.debug(log, 'work waits');
    return { outcome, error };
  }
}

async function finish(
  parts: ProcessWorkParts,
  work: LeasedWork,
  outcome: WorkOutcome,
  shown: Omit<Attempt, 'outcome'>,
): Promise<WorkEnd> {
  const resolved = await whenDatabaseAnswers(parts, () => resolveWork(parts.pool, work, outcome));
  if (resolved === null) {
    parts.logger.warn({ workId: work.id, label: work.label }, 'the lease was lost; another worker continues this work');
    await whenDatabaseAnswers(parts, () => forgetLostLease(parts.pool, work.id));
    return { end: 'not_done_here', standing: null };
  }
  await parts.waker.wake(resolved.due);
  return { end: 'resolved', standing: resolved.standing, ...shown };
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
