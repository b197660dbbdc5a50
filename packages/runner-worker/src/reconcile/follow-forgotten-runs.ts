import { findAbandonedAdoptedRuns, findUnfollowedRuns, followRun } from '@pangeo-forge/db/following/follow-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { isSwitchedOn } from '@pangeo-forge/db/settings/operator-switch';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { ReconcileParts } from './reconcile-parts.ts';

const MOST_AT_ONCE = 100;

/**
 * A net below the transaction that makes a run followed: whatever is in progress and not followed is looked at now. Answers how many there were.
 * Where operators said that the original works on this database no more, what it left in progress is ended too.
 */
export async function followForgottenRuns(parts: Pick<ReconcileParts, 'database' | 'waker'>): Promise<number> {
  const { pool } = parts.database;
  const forgotten = await findUnfollowedRuns(pool, MOST_AT_ONCE);
  for (const runId of forgotten) await parts.waker.wake([await followRun(pool, runId)]);
  if (await isSwitchedOn(pool, 'end adopted runs')) await endAbandonedAdoptedRuns(parts);
  return forgotten.length;
}

/** As stale, and without a word on GitHub: nobody wants a comment on a pull request of years ago. */
async function endAbandonedAdoptedRuns({ database }: Pick<ReconcileParts, 'database'>): Promise<void> {
  const abandoned = await findAbandonedAdoptedRuns(database.pool, MOST_AT_ONCE);
  for (const runId of abandoned) {
    const reason = 'Its end was never recorded: the message about it was lost before this deployment took over.';
    await inTransaction(database.pool, (client) =>
      transitionRun(client, runId, { type: 'lost', actor: 'reconciler', reason }),
    );
  }
}
