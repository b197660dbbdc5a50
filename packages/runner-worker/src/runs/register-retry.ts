import { ensureBakery } from '@pangeo-forge/db/bakeries/ensure-bakery';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { Orchestrator } from '../registry/orchestrator.ts';

/** A new run like an ended one: a retry never reopens a row. `reason` names what asked for it, so that asking twice registers one. */
export async function registerRetry(
  { database }: Orchestrator,
  run: RecipeRunRecord,
  reason: string,
): Promise<RecipeRunRecord> {
  const bakeryId = await ensureBakery(database.pool, { name: run.bakery, region: '', description: '' });
  return registerRun(database.pool, {
    dispatchKey: `retry ${run.feedstockSpec} ${run.recipeId} ${run.headSha} ${reason}`,
    recipeId: run.recipeId,
    bakeryId,
    feedstockId: run.feedstockId,
    headSha: run.headSha,
    isTest: run.isTest,
    datasetType: run.datasetType ?? 'zarr',
    cloneUrl: run.cloneUrl ?? '',
    feedstockSubdir: run.feedstockSubdir,
    pullRequest: run.pullRequest,
    requestedBy: null,
    retryOf: run.id,
  });
}
