import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { endInvocation } from './run-invocation-records.ts';

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
