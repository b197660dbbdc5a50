import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { wakeSubject } from '../work/settle-work.ts';
import type { InvocationOutcome } from './find-invocation.ts';
import { storableJson, storableText } from '../storable.ts';

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
