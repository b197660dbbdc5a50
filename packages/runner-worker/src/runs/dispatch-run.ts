import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { createInvocation } from '@pangeo-forge/db/invocations/create-invocation';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { setRunTarget } from '@pangeo-forge/db/runs/set-run-target';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { publicUrlOf } from '@pangeo-forge/bakeries/storage-paths';
import { datasetSubpath } from '@pangeo-forge/shared/names/dataset-path';
import { dataflowJobName } from '@pangeo-forge/shared/names/dataflow-job-name';
import { haltWhileStopped } from '../dispatching/halt-while-stopped.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';

export type DispatchResult = { outcome: 'dispatched' } | { outcome: 'not_queued' };

export interface AskedBy {
  /** A login, or `merge of #12`. */
  actor: string;
  deliveryId: string;
}

/**
 * Starts a queued run: it is in progress, and role `run` is asked to bake it. Once, however often it is called.
 * @throws ComeBackLater while an operator lets nothing start.
 */
export async function dispatchRun(
  orchestrator: Orchestrator,
  run: RecipeRunRecord,
  asked: AskedBy,
): Promise<DispatchResult> {
  const bakery = orchestrator.bakeries.get(run.bakery);
  if (!bakery || !run.cloneUrl) return { outcome: 'not_queued' };
  await haltWhileStopped(orchestrator.database.pool);
  const datasetType = run.datasetType ?? 'zarr';
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
      { type: 'dispatched', actor: asked.actor },
      asked.deliveryId,
    );
    if (dispatched.outcome !== 'changed') return null;
    await setRunTarget(client, run.id, {
      targetUrl: publicUrlOf(bakery.file, subpath),
      requestedBy: asked.actor,
      jobName,
    });
    const invocation = await createInvocation(client, {
      key: `bake run ${run.id}`,
      kind: 'bake',
      subject: `run ${run.id}`,
      recipeRunId: run.id,
      request: {
        repoUrl,
        ref: run.headSha,
        feedstockSubdir: run.feedstockSubdir,
        bake: { recipeId: run.recipeId, bakery: run.bakery, jobName, prune: run.isTest, subpath, datasetType },
      },
      ...(run.isTest ? {} : { lane: `target ${run.bakery} ${run.feedstockSpec} ${run.recipeId}` }),
      label: `bake ${run.recipeId} of ${run.feedstockSpec} (run ${run.id})`,
    });
    return [...dispatched.due, ...invocation.due];
  });
  if (due === null) return { outcome: 'not_queued' };
  await orchestrator.waker.wake(due);
  return { outcome: 'dispatched' };
}
