import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { storableJson, storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';
import { wakeSubject } from '../work/wake-work.ts';
import type { InvocationOutcome } from './invocation.ts';

export async function markInvocationRunning(db: Queryable, id: string, host: string): Promise<void> {
  await db.query(
    `update runner_invocation set state = 'running', host = $2, started_at = coalesce(started_at, now()) where id = $1 and state <> 'ended'`,
    [id, host],
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
  const { rows } = await db.query<{ subject: string }>(
    `update runner_invocation set state = 'ended', outcome = $2, exit_code = $3, result = $4, failure_reason = $5, traceback = $6,
       peak_memory_bytes = $7, duration_ms = $8, ended_at = now()
     where id = $1 and state <> 'ended' returning subject`,
    [
      id,
      end.outcome,
      end.exitCode,
      end.result === undefined || end.result === null ? null : storableJson(end.result),
      storableText(end.failureReason),
      storableText(end.traceback),
      end.peakMemoryBytes === null ? null : Math.round(end.peakMemoryBytes),
      Math.round(end.durationMs),
    ],
  );
  return rows[0] ? wakeSubject(db, rows[0].subject) : [];
}

/** The role `run` sees it at its next heartbeat, and kills the runner. */
export async function requestCancellation(db: Queryable, recipeRunId: number): Promise<void> {
  await db.query(
    `update runner_invocation set cancel_requested_at = coalesce(cancel_requested_at, now()) where recipe_run_id = $1 and state <> 'ended'`,
    [recipeRunId],
  );
}

export async function isCancellationRequested(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query<{ requested: boolean }>(
    'select cancel_requested_at is not null as requested from runner_invocation where id = $1',
    [id],
  );
  return rows[0]?.requested ?? true;
}

/** The call failed by our own fault, once more; answers how often now. Deaths of the process and a Postgres that was away are not among these. */
export async function countOwnFault(db: Queryable, id: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'update runner_invocation set own_faults = own_faults + 1 where id = $1 returning own_faults as count',
    [id],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Ends the invocations of a subject that the filter lets through: at once where none has begun, else role `run` kills the runner at its next look.
 * Answers what is due, to be woken after the commit.
 */
export async function cancelInvocations(
  db: Queryable,
  filter: { keyPrefix: string; exceptPrefix: string | null },
  reason: string,
): Promise<DueWork[]> {
  const { rows } = await db.query<{ id: string; state: string }>(
    `update runner_invocation set cancel_requested_at = coalesce(cancel_requested_at, now())
     where starts_with(key, $1) and state <> 'ended' and ($2::text is null or not starts_with(key, $2))
     returning id::text, state`,
    [filter.keyPrefix, filter.exceptPrefix],
  );
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
