import {
  findAbandonedAdoptedRuns,
  findUnfollowedRuns,
  enqueueReconciliation,
} from '@pangeo-forge/db/following/enqueue-reconciliation';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { isSwitchedOn } from '@pangeo-forge/db/settings/operator-switch';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { ReconcileParts } from './reconcile-parts.ts';

const MAX_AT_ONCE = 100;

/**
 * A safety net: every run in progress that is not followed is followed from now on. Returns how many there were. Where
 * operators have declared that the original service is retired, the runs that it left in progress are ended too.
 */
export async function followForgottenRuns(parts: Pick<ReconcileParts, 'database' | 'waker'>): Promise<number> {
  const { pool } = parts.database;
  const forgotten = await findUnfollowedRuns(pool, MAX_AT_ONCE);
  for (const runId of forgotten) await parts.waker.wake([await enqueueReconciliation(pool, runId)]);
  if (await isSwitchedOn(pool, 'end adopted runs')) await endAbandonedAdoptedRuns(parts);
  return forgotten.length;
}

/** As stale, and without a comment on GitHub: their pull requests are years old. */
async function endAbandonedAdoptedRuns({ database }: Pick<ReconcileParts, 'database'>): Promise<void> {
  const abandoned = await findAbandonedAdoptedRuns(database.pool, MAX_AT_ONCE);
  for (const runId of abandoned) {
    const reason = 'Its end was never recorded: the message about it was lost before this deployment took over.';
    await inTransaction(database.pool, (client) =>
      transitionRun(client, runId, { type: 'lost', actor: 'reconciler', reason }),
    );
  }
}
