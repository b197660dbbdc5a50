import { sql } from 'kysely';
import type { InvocationOutcome } from '../entities/runner-invocation.entity.ts';
import { affected, all, build, first, now, startsWith } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { storableJson, storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';
import { wakeSubject } from '../work/wake-work.ts';

/** Those that have not ended. */
const open = build.updateTable('runner_invocation').where('state', '<>', 'ended');
const cancelRequested = { cancel_requested_at: sql<string>`coalesce(cancel_requested_at, now())` };

export async function markInvocationRunning(db: Queryable, id: string, host: string): Promise<void> {
  await affected(
    db,
    open.set({ state: 'running', host, started_at: sql<string>`coalesce(started_at, now())` }).where('id', '=', id),
  );
}

export interface InvocationEnd {
  outcome: InvocationOutcome;
  exitCode: number | null;
  result: unknown;
  failureReason: string | null;
  traceback: string | null;
  peakMemoryBytes: number | null;
  durationMs: number;
}

/** Ends the invocation, once, and wakes what waits for it; the answer is to be woken after the commit. */
export async function endInvocation(db: Queryable, id: string, end: InvocationEnd): Promise<DueWork[]> {
  const ended = await first(
    db,
    open
      .set({
        state: 'ended',
        outcome: end.outcome,
        exit_code: end.exitCode,
        result: end.result === undefined || end.result === null ? null : storableJson(end.result),
        failure_reason: storableText(end.failureReason),
        traceback: storableText(end.traceback),
        peak_memory_bytes: end.peakMemoryBytes === null ? null : String(Math.round(end.peakMemoryBytes)),
        duration_ms: Math.round(end.durationMs),
        ended_at: now,
      })
      .where('id', '=', id)
      .returning('subject'),
  );
  return ended ? wakeSubject(db, ended.subject) : [];
}

/** The role `run` sees it at its next heartbeat, and kills the runner. */
export async function requestCancellation(db: Queryable, recipeRunId: number): Promise<void> {
  await affected(db, open.set(cancelRequested).where('recipe_run_id', '=', recipeRunId));
}

export async function isCancellationRequested(db: Queryable, id: string): Promise<boolean> {
  const found = await first(
    db,
    build
      .selectFrom('runner_invocation')
      .select(sql<boolean>`cancel_requested_at is not null`.as('requested'))
      .where('id', '=', id),
  );
  return found?.requested ?? true;
}

/**
 * The call failed by our own fault, once more; answers how often now. Deaths of the process and a Postgres that was
 * away are not among these.
 */
export async function countOwnFault(db: Queryable, id: string): Promise<number> {
  const counted = await first(
    db,
    build
      .updateTable('runner_invocation')
      .set(({ eb }) => ({ own_faults: eb('own_faults', '+', 1) }))
      .where('id', '=', id)
      .returning('own_faults as count'),
  );
  return counted?.count ?? 0;
}

/**
 * Ends the invocations of a subject that the filter lets through: at once where none has begun, else role `run` kills
 * the runner at its next heartbeat. Answers what is due, to be woken after the commit.
 */
export async function cancelInvocations(
  db: Queryable,
  filter: { keyPrefix: string; exceptPrefix: string | null },
  reason: string,
): Promise<DueWork[]> {
  const { keyPrefix, exceptPrefix } = filter;
  let these = open.set(cancelRequested).where(({ ref }) => startsWith(ref('key'), keyPrefix));
  if (exceptPrefix !== null) these = these.where(({ ref, not }) => not(startsWith(ref('key'), exceptPrefix)));
  const rows = await all(db, these.returning(['id', 'state']));
  const due: DueWork[] = [];
  for (const { id } of rows.filter(({ state }) => state === 'waiting')) {
    due.push(
      ...(await endInvocation(db, id, {
        outcome: 'cancelled',
        exitCode: null,
        result: null,
        failureReason: reason,
        traceback: null,
        peakMemoryBytes: null,
        durationMs: 0,
      })),
    );
  }
  return due;
}
