import { findOpenEarlierMerge } from '@pangeo-forge/db/deliveries/find-open-earlier-merge';
import { findNewestProductions } from '@pangeo-forge/db/runs/find-newest-productions';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import { ComeBackLater } from '../work/come-back-later.ts';

const LOOK_AGAIN_MS = 2_000;

/**
 * Production runs are registered in the order of their merges, which is the order in which they write their datasets.
 * @throws ComeBackLater while an earlier merge is still being looked at, such as one whose recipes take longer to be read.
 */
export async function awaitEarlierMerges({ database, deliveryId }: PullRequestContext): Promise<void> {
  const earlier = await findOpenEarlierMerge(database.pool, deliveryId);
  if (earlier !== null)
    throw new ComeBackLater(LOOK_AGAIN_MS, `the merge of #${earlier} came first, and is still being looked at`);
}

/**
 * The newest production runs that hold this commit and more: a merge that GitHub tells of late must not write an older dataset over a newer one.
 * Keyed by the recipe.
 */
export async function findNewerProductions(
  { database, repository, repo }: PullRequestContext,
  sha: string,
): Promise<Map<string, RecipeRunRecord>> {
  const newest = await findNewestProductions(database.pool, repository.toString());
  const holds = new Map<string, boolean>([[sha, false]]);
  for (const { headSha } of newest)
    if (!holds.has(headSha)) holds.set(headSha, await repo.git.isAncestor(sha, headSha));
  return new Map(newest.filter(({ headSha }) => holds.get(headSha)).map((run) => [run.recipeId, run]));
}
