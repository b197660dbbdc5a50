import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { enqueueReconciliation } from '../following/enqueue-reconciliation.ts';
import { requestCancellation } from '../invocations/invocation-progress.ts';
import { sql } from 'kysely';
import { writeJournal } from '../journal/journal.ts';
import { runSubject } from '../names/subject.ts';
import { affected, all, build, first, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { whoCancelled } from './cancellation-reason.ts';
import { transitionRun } from './transition-run.ts';

export type CancellationRequest =
  /** It was not started yet, and has ended. */
  | { outcome: 'cancelled'; due: DueWork[] }
  /** It ends when the runner or the bakery confirms. */
  | { outcome: 'requested'; due: DueWork[] }
  | { outcome: 'ended_before' }
  | { outcome: 'unknown_run' };

/**
 * Somebody wants the run to end. A queued run ends at once; for one in progress the runner is killed, or its bakery
 * asked to cancel the job, and the run ends when that is confirmed. Call it in a transaction, and wake the answer's
 * `due` after the commit.
 */
export async function requestRunCancellation(
  db: Queryable,
  runId: number,
  actor: string,
): Promise<CancellationRequest> {
  const run = await first(db, build.selectFrom('reciperun').select('status').where('id', '=', runId).forUpdate());
  const status = run?.status;
  if (!status) return { outcome: 'unknown_run' };
  if (status === 'completed') return { outcome: 'ended_before' };
  if (status === 'queued') {
    const ended = await transitionRun(db, runId, { type: 'cancelled', actor, reason: whoCancelled(actor) });
    return { outcome: 'cancelled', due: ended.outcome === 'changed' ? ended.due : [] };
  }
  await affected(
    db,
    build
      .updateTable('reciperun')
      .set({
        cancel_requested_at: sql<string>`coalesce(cancel_requested_at, now())`,
        cancel_requested_by: sql<string>`coalesce(cancel_requested_by, ${actor})`,
      })
      .where('id', '=', runId),
  );
  await requestCancellation(db, runId);
  await writeJournal(db, {
    kind: 'operation',
    subject: runSubject(runId),
    recipeRunId: runId,
    decision: 'waited',
    actor,
    reason: 'asked to cancel the run; it ends when the runner or the bakery confirms',
  });
  return { outcome: 'requested', due: [...(await wakeInvocations(db, runId)), await enqueueReconciliation(db, runId)] };
}

/** A call of the runner that waits for its turn ends at once. */
function wakeInvocations(db: Queryable, runId: number): Promise<DueWork[]> {
  const open = build
    .selectFrom('runner_invocation')
    .select(sql<string>`id::text`.as('ref'))
    .where('recipe_run_id', '=', runId)
    .where('state', '<>', 'ended');
  return all(
    db,
    build
      .updateTable('work')
      .set({ state: 'due', due_at: now, updated_at: now })
      .where('kind', '=', 'invocations')
      .where('state', 'in', ['due', 'waiting'])
      .where('ref', 'in', open)
      .returning(['id', 'kind', 'label']),
  );
}
