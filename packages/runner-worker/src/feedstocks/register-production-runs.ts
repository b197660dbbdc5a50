import { ensureBakery } from '@pangeo-forge/db/bakeries/ensure-bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/ensure-feedstock';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { ExpandedMeta } from '../contributions/expanded-meta.schema.ts';
import type { PullRequestContext } from '../registry/pull-request-context.ts';

export interface ProductionOccasion {
  /** Whose merge it is, or on which it was asked for. */
  pull: PullRequest;
  /** What is run. */
  sha: string;
  meta: ExpandedMeta;
  /** The delivery of the comment that asked for it; null: the merge itself. */
  askedBy: string | null;
}

/** A queued production run of each recipe: new ones, or those that this occasion has registered before. */
export async function registerProductionRuns(
  context: PullRequestContext,
  { pull, sha, meta, askedBy }: ProductionOccasion,
): Promise<RecipeRunRecord[]> {
  const { pool } = context.database;
  const feedstock = await ensureFeedstock(pool, context.repository.toString());
  const bakeryId = await ensureBakery(pool, { name: meta.bakery.id, region: '', description: '' });
  return inTransaction(pool, async (client) => {
    const runs: RecipeRunRecord[] = [];
    for (const { id: recipeId, dataset_type: datasetType } of meta.recipes) {
      const run = await registerRun(client, {
        dispatchKey: `production ${context.repository}@${sha} ${recipeId}${askedBy ? ` asked by ${askedBy}` : ''}`,
        recipeId,
        bakeryId,
        feedstockId: feedstock.id,
        headSha: sha,
        isTest: false,
        datasetType,
        cloneUrl: pull.baseCloneUrl,
        feedstockSubdir: null,
        pullRequest: pull.number,
        requestedBy: null,
      });
      runs.push(run);
    }
    return runs;
  });
}
