import { ensureBakery } from '@pangeo-forge/db/bakeries/ensure-bakery';
import { findFeedstock } from '@pangeo-forge/db/feedstocks/find-feedstock';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { runLink } from '../runs/run-links.ts';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import type { ExpandedMeta } from './expanded-meta.schema.ts';

export interface TestRunsRequest {
  pull: PullRequest;
  cloneUrl: string;
  subdir: string | null;
  meta: ExpandedMeta;
}

export type RegisteredRuns =
  | { outcome: 'registered'; runs: Array<{ run: RecipeRunRecord; link: string }> }
  | { outcome: 'unknown_feedstock' };

/** One queued test run for each recipe of the head: they wait for somebody to say `/run`. */
export async function registerTestRuns(
  context: PullRequestContext,
  { pull, cloneUrl, subdir, meta }: TestRunsRequest,
): Promise<RegisteredRuns> {
  const { pool } = context.database;
  const feedstock = await findFeedstock(pool, context.repository.toString());
  if (!feedstock) return { outcome: 'unknown_feedstock' };
  const bakeryId = await ensureBakery(pool, { name: meta.bakery.id, region: '', description: '' });
  const runs = await inTransaction(pool, async (client) => {
    const registered: RecipeRunRecord[] = [];
    for (const { id: recipeId, dataset_type: datasetType } of meta.recipes) {
      const run = await registerRun(client, {
        dispatchKey: `test ${context.repository}#${pull.number}@${pull.headSha} ${recipeId} 1`,
        recipeId,
        bakeryId,
        feedstockId: feedstock.id,
        headSha: pull.headSha,
        isTest: true,
        datasetType,
        cloneUrl,
        feedstockSubdir: subdir,
        pullRequest: pull.number,
        requestedBy: null,
      });
      registered.push(run);
    }
    return registered;
  });
  const linked = await Promise.all(runs.map(async (run) => ({ run, link: await runLink(context, run) })));
  return { outcome: 'registered', runs: linked };
}
