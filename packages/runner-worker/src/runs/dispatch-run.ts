import { publicUrlOf } from '@pangeo-forge/bakeries/storage-paths';
import { startsUnasked } from '@pangeo-forge/db/runs/request-retry';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import { formatSubject, runSubject } from '@pangeo-forge/db/names/subject';
import { findRun, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { setRunTarget } from '@pangeo-forge/db/runs/set-run-target';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { dataflowJobName } from '@pangeo-forge/shared/names/dataflow-job-name';
import { DEFAULT_DATASET_TYPE, datasetSubpath } from '@pangeo-forge/shared/names/dataset';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import type { WorkHandler } from '../work/work-handler.ts';

export type DispatchResult = { outcome: 'dispatched' } | { outcome: 'not_queued' };

export interface DispatchRequest {
  /** A login, or `merge of #12`. */
  actor: string;
  deliveryId: string;
}

/**
 * Starts a queued run: sets it in progress, and requests the bake from role `run`. Calling it again changes nothing.
 * @throws RequeueAfter while an operator has stopped dispatching.
 */
export async function dispatchRun(
  orchestrator: Orchestrator,
  run: RecipeRunRecord,
  request: DispatchRequest,
): Promise<DispatchResult> {
  const bakery = orchestrator.bakeries.get(run.bakery);
  if (!bakery || !run.cloneUrl) return { outcome: 'not_queued' };
  await waitWhileStopped(orchestrator.database.pool);
  const datasetType = run.datasetType ?? DEFAULT_DATASET_TYPE;
  const subpath = datasetSubpath({
    appName: orchestrator.appName,
    feedstockSpec: run.feedstockSpec,
    recipeId: run.recipeId,
    datasetType,
    isTest: run.isTest,
    recipeRunId: run.id,
  });
  const jobName = dataflowJobName({ host: await orchestrator.publicHost() }, run.id);
  const repoUrl = run.cloneUrl;
  const due = await inTransaction(orchestrator.database.pool, async (client): Promise<DueWork[] | null> => {
    const dispatched = await transitionRun(
      client,
      run.id,
      { type: 'dispatched', actor: request.actor },
      request.deliveryId,
    );
    if (dispatched.outcome !== 'changed') return null;
    await setRunTarget(client, run.id, {
      targetUrl: publicUrlOf(bakery.file, subpath),
      requestedBy: request.actor,
      jobName,
    });
    const invocation = await createInvocation(client, {
      key: `bake run ${run.id}`,
      kind: 'bake',
      subject: runSubject(run.id),
      recipeRunId: run.id,
      request: {
        repoUrl,
        ref: run.headSha,
        feedstockSubdir: run.feedstockSubdir,
        bake: { recipeId: run.recipeId, bakery: run.bakery, jobName, prune: run.isTest, subpath, datasetType },
      },
      ...(run.isTest ? {} : { lane: formatSubject({ of: 'target', ...run }) }),
      label: `bake ${run.recipeId} of ${run.feedstockSpec} (run ${run.id})`,
    });
    return [...dispatched.due, ...invocation.due];
  });
  if (due === null) return { outcome: 'not_queued' };
  await orchestrator.waker.wake(due);
  return { outcome: 'dispatched' };
}

/** Work of kind `reconciliations`: starts a retry that was requested through the API; any other run is reconciled. */
export function startRequestedRetry(orchestrator: Orchestrator, reconcile: WorkHandler): WorkHandler {
  return async (context) => {
    const { pool } = orchestrator.database;
    const run = await findRun(pool, Number(context.work.ref));
    if (!run || !startsUnasked(run)) return reconcile(context);
    await waitWhileStopped(pool);
    await dispatchRun(orchestrator, run, { actor: run.requestedBy ?? 'api', deliveryId: `retry ${run.id}` });
  };
}
