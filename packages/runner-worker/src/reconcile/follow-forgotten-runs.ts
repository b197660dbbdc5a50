import { followRun } from '@pangeo-forge/db/following/follow-run';
import { findAbandonedAdoptedRuns, findUnfollowedRuns } from '@pangeo-forge/db/following/find-unfollowed-runs';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { ReconcileParts } from './reconcile-parts.ts';

const MOST_AT_ONCE = 100;
const ABANDONED_AFTER_DAYS = 7;

/** A net below the transaction that makes a run followed: whatever is in progress and not followed is looked at now. Answers how many there were. */
export async function followForgottenRuns({
  database,
  waker,
}: Pick<ReconcileParts, 'database' | 'waker'>): Promise<number> {
  const forgotten = await findUnfollowedRuns(database.pool, MOST_AT_ONCE);
  for (const runId of forgotten) await waker.wake([await followRun(database.pool, runId)]);
  return forgotten.length;
}

/**
 * Ends runs that the original service left in progress as stale, without a word on GitHub. Only for a deployment that has taken over for good: while
 * the original still works on the database, its runs are its own.
 */
export async function endAbandonedAdoptedRuns({ database }: Pick<ReconcileParts, 'database'>): Promise<number> {
  const abandoned = await findAbandonedAdoptedRuns(database.pool, ABANDONED_AFTER_DAYS, MOST_AT_ONCE);
  for (const runId of abandoned) {
    const reason = 'Its end was never recorded: the message about it was lost before this deployment took over.';
    await inTransaction(database.pool, (client) =>
      transitionRun(client, runId, { type: 'lost', actor: 'reconciler', reason }),
    );
  }
  return abandoned.length;
}
