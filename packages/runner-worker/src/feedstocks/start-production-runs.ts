import { findOpenEarlierMerge } from '@pangeo-forge/db/deliveries/pull-request-history';
import { findFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { countRetries } from '@pangeo-forge/db/journal/operation-records';
import { findNewestProductions, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { readSchedulesWork } from '@pangeo-forge/db/work/work';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { postOnce } from '../effects/comments.ts';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { bakeryChoiceOf, validateExpandedMeta } from '../expansions/expanded-meta.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { isCatalogueOnly } from '../orchestrator/read-committed-recipe.ts';
import { dispatchRun } from '../runs/dispatch-run.ts';
import { registerProductionRuns } from '../runs/register-runs.ts';
import { runLink } from '../runs/run-links.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';

/**
 * A merge in a feedstock: starts a production run of each recipe. They do not wait for each other, and the report of
 * each creates its deployment. Merges are handled in their order.
 * @throws RequeueAfter while recipes are being read, an earlier merge is not handled, or an operator has stopped
 * dispatching.
 */
export async function startProductionRuns(context: PullRequestContext, pull: PullRequest): Promise<Decision> {
  const sha = pull.mergeCommitSha ?? pull.headSha;
  const feedstock = await findFeedstock(context.database.pool, context.repository.toString());
  if (!feedstock) return refuseUnknownFeedstock(context, pull);
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
  const validated =
    invocation.outcome === 'succeeded' ? validateExpandedMeta(invocation.result, bakeryChoiceOf(context)) : null;
  if (validated?.outcome !== 'valid') {
    const committed = await context.readRecipe(context.repo.git, {
      repository: context.repository,
      sha,
      folder: 'feedstock',
    });
    if (committed && (await isCatalogueOnly(committed)))
      return { decision: 'ran', reason: 'the feedstock names no recipe, so nothing is run' };
    const reason = validated
      ? validated.problems.map((problem) => `- ${problem}`).join('\n')
      : prose(invocation.failureReason ?? 'the recipes could not be read');
    await postOnce(context, {
      key: `production of ${context.repository}#${pull.number} failed${again}`,
      number: pull.number,
      markdown: `No production run was started:\n\n${reason}\n\n**Next:** open a pull request that fixes this. \`/retry\` here reads this merge again.`,
    });
    return { decision: 'failed', reason: 'the merged recipes could not be read' };
  }
  await context.waker.wake([await enqueueWork(context.database.pool, readSchedulesWork(feedstock.id))]);
  await awaitEarlierMerges(context);
  const newer = await findNewerProductions(context, sha);
  const recipes = validated.meta.recipes.filter(({ id }) => !newer.has(id));
  const runs = await registerProductionRuns(context, {
    pull,
    sha,
    meta: { ...validated.meta, recipes },
    askedBy: null,
  });
  await waitWhileStopped(context.database.pool);
  for (const run of runs) {
    if (run.status === 'queued')
      await dispatchRun(context, run, { actor: `merge of #${pull.number}`, deliveryId: context.deliveryId });
  }
  const skipped = validated.meta.recipes.flatMap(({ id }) => newer.get(id) ?? []);
  if (skipped.length > 0) await reportSkipped(context, pull, skipped);
  if (runs.length === 0) return { decision: 'superseded', reason: 'a later merge is in production already' };
  return { decision: 'ran', reason: `started production run ${runs.map(({ id }) => id).join(', ')}` };
}

/** Anybody may install a public App: it works for the feedstocks that this deployment made, or its operators added. */
async function refuseUnknownFeedstock(context: PullRequestContext, pull: PullRequest): Promise<Decision> {
  const { repository } = context;
  const retries = await countRetries(context.database.pool, {
    subject: context.work.subject,
    deliveryId: context.deliveryId,
  });
  const text = [
    '😕 This merge started no production run.',
    `**What happened:** ${codeSpan(repository)} is not a feedstock that this deployment knows.`,
    '**Next:** ask the operators of this deployment to add it, and comment `/retry` here afterwards.',
  ];
  const key = `merge of ${repository}#${pull.number} not registered${retries === 0 ? '' : ` ${retries + 1}`}`;
  await postOnce(context, { key, number: pull.number, markdown: text.join('\n\n') });
  return { decision: 'failed', reason: 'the repository is not registered' };
}

async function reportSkipped(
  context: PullRequestContext,
  pull: PullRequest,
  newer: readonly RecipeRunRecord[],
): Promise<void> {
  const lines = await Promise.all(
    newer.map(
      async (run) =>
        `- ${codeSpan(run.recipeId)}: [run ${run.id}](${await runLink(context, run)}) at ${run.headSha.slice(0, 7)} came first.`,
    ),
  );
  await postOnce(context, {
    key: `production of ${context.repository}#${pull.number} superseded`,
    number: pull.number,
    markdown: `GitHub reported this merge after a later one had gone to production, which contains the changes of this one. To keep the newer dataset, nothing was started for:\n\n${lines.join('\n')}\n\nTo run this merge anyway, comment \`/run RECIPE_ID --production\` here.`,
  });
}

const RECHECK_MS = 2_000;

/**
 * Production runs are registered in the order of their merges, which is the order in which they write their datasets.
 * @throws RequeueAfter while an earlier merge is not handled yet, such as one whose recipes take longer to read.
 */
export async function awaitEarlierMerges({ database, deliveryId }: PullRequestContext): Promise<void> {
  const earlier = await findOpenEarlierMerge(database.pool, deliveryId);
  if (earlier !== null) throw new RequeueAfter(RECHECK_MS, `waiting for the earlier merge of #${earlier}`);
}

/**
 * The newest production runs at commits that contain this one, by recipe: a merge that GitHub reports late must not
 * overwrite a newer dataset with an older one.
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
