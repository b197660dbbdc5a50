import type { DataflowNotification } from '@pangeo-forge/shared/notifications/dataflow-notification.schema';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { affected, build } from '../statements.ts';
import { enqueueReconciliation } from '../following/enqueue-reconciliation.ts';
import { transitionRun } from '../runs/transition-run.ts';
import { inTransaction } from '../transaction.ts';

export type NotificationResult = { outcome: 'applied' | 'unchanged'; due: DueWork[] } | { outcome: 'unknown_run' };

/** By then what the job used is summed up, and can still be asked for. */
export const LAST_CHECK_AFTER_MS = 60_000;

/** All that the form says of a failure: why it failed is asked of the bakery afterwards. */
export const DATAFLOW_FAILED = 'Dataflow reported that the job failed.';

/**
 * The deployed Cloud Function speaks for the bakery: the run ends as it reports. Its job is checked once more, for what
 * it used.
 */
export async function applyDataflowNotification(
  pool: Pool,
  notification: DataflowNotification,
): Promise<NotificationResult> {
  const result = await inTransaction(pool, async (client) => {
    const runId = notification.recipe_run_id;
    const transition = await transitionRun(
      client,
      runId,
      notification.conclusion === 'success'
        ? { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null }
        : { type: 'failed', actor: 'bakery', reason: DATAFLOW_FAILED },
    );
    if (transition.outcome === 'changed') {
      await enqueueReconciliation(client, runId, LAST_CHECK_AFTER_MS);
      // what was observed before is not the end of the job: its bakery is asked once more after the inspection
      const open = build.updateTable('reciperun').set({ observed_at: null }).where('status', '=', 'in_progress');
      await affected(client, open.where('id', '=', runId));
    }
    return transition;
  });
  switch (result.outcome) {
    case 'unknown_run':
      return { outcome: 'unknown_run' };
    case 'unchanged':
      return { outcome: 'unchanged', due: [] };
    case 'changed':
      return { outcome: 'applied', due: result.due };
  }
}
