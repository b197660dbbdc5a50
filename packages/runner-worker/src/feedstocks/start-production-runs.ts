import { findOpenEarlierMerge } from '@pangeo-forge/db/deliveries/pull-request-history';
import { countRetries } from '@pangeo-forge/db/journal/operation-records';
import { findNewestProductions, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { postOnce } from '../effects/comments.ts';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { judgeMeta } from '../expansions/expanded-meta.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { dispatchRun } from '../runs/dispatch-run.ts';
import { registerProductionRuns } from '../runs/register-runs.ts';
import { runLink } from '../runs/run-links.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { RequeueAfter } from '../work/work-handler.ts';

/**
 * A merge in a feedstock: each recipe gets a production run of its own, none waits for its siblings, and the report of each deploys it. Merges take
 * their turn in the order in which they were made.
 */
export async function startProductionRuns(context: PullRequestContext, pull: PullRequest): Promise<Decision> {
  const sha = pull.mergeCommitSha ?? pull.headSha;
  const retries = await countRetries(context.database.pool, {
    subject: context.work.subject,
    deliveryId: context.deliveryId,
  });
  const again = retries === 0 ? '' : ` again ${retries}`; // what could not be read may be readable now
  const invocation = await awaitExpansion(context, {
    key: `expand_meta ${context.repository}@${sha} merged${again}`,
    repoUrl: pull.baseCloneUrl,
    ref: sha,
    subdir: null,
    label: `expand-meta ${context.repository}@${sha.slice(0, 7)}`,
  });
  const judged = invocation.outcome === 'succeeded' ? judgeMeta(invocation.result, [...context.bakeries.keys()]) : null;
  if (judged?.outcome !== 'good') {
    const reason = judged
      ? judged.problems.map((problem) => `- ${problem}`).join('\n')
      : (invocation.failureReason ?? 'the recipes could not be read');
    await postOnce(context, {
      key: `production of ${context.repository}#${pull.number} failed${again}`,
      number: pull.number,
      markdown: `No production run was started:\n\n${reason}\n\n**Next:** open a pull request that mends this; \`/retry\` here reads this merge again.`,
    });
    return { decision: 'failed', reason: 'the merged recipes could not be read' };
  }
  await awaitEarlierMerges(context);
  const newer = await findNewerProductions(context, sha);
  const recipes = judged.meta.recipes.filter(({ id }) => !newer.has(id));
  const runs = await registerProductionRuns(context, { pull, sha, meta: { ...judged.meta, recipes }, askedBy: null });
  await waitWhileStopped(context.database.pool);
  for (const run of runs) {
    if (run.status === 'queued')
      await dispatchRun(context, run, { actor: `merge of #${pull.number}`, deliveryId: context.deliveryId });
  }
  const skipped = judged.meta.recipes.flatMap(({ id }) => newer.get(id) ?? []);
  if (skipped.length > 0) await tellSkipped(context, pull, skipped);
  if (runs.length === 0) return { decision: 'superseded', reason: 'what was merged later is in production already' };
  return { decision: 'ran', reason: `started production run ${runs.map(({ id }) => id).join(', ')}` };
}

async function tellSkipped(
  context: PullRequestContext,
  pull: PullRequest,
  newer: readonly RecipeRunRecord[],
): Promise<void> {
  const lines = await Promise.all(
    newer.map(
      async (run) =>
        `- \`${run.recipeId}\`: [run ${run.id}](${await runLink(context, run)}) at ${run.headSha.slice(0, 7)} came first.`,
    ),
  );
  await postOnce(context, {
    key: `production of ${context.repository}#${pull.number} superseded`,
    number: pull.number,
    markdown: `GitHub told of this merge after a later one had gone to production, which holds this one’s changes too. So as not to write an older dataset over a newer one, nothing was started for:\n\n${lines.join('\n')}\n\n\`/run RECIPE_ID --production\` here runs this merge all the same.`,
  });
}

const LOOK_AGAIN_MS = 2_000;

/**
 * Production runs are registered in the order of their merges, which is the order in which they write their datasets.
 * @throws RequeueAfter while an earlier merge is still being looked at, such as one whose recipes take longer to be read.
 */
export async function awaitEarlierMerges({ database, deliveryId }: PullRequestContext): Promise<void> {
  const earlier = await findOpenEarlierMerge(database.pool, deliveryId);
  if (earlier !== null)
    throw new RequeueAfter(LOOK_AGAIN_MS, `the merge of #${earlier} came first, and is still being looked at`);
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
