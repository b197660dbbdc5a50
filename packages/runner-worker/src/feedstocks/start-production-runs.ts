import { ensureBakery } from '@pangeo-forge/db/bakeries/ensure-bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/ensure-feedstock';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { replyOnce } from '../commands/reply.ts';
import { awaitExpansion } from '../contributions/await-expansion.ts';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import type { ExpandedMeta } from '../contributions/expanded-meta.schema.ts';
import { judgeMeta } from '../contributions/judge-meta.ts';
import type { Decision } from '../registry/define-event-handler.ts';
import { haltWhileStopped } from '../dispatching/halt-while-stopped.ts';
import { dispatchRun } from '../runs/dispatch-run.ts';

/** A merge in a feedstock: each recipe gets a production run of its own, none waits for its siblings, and the report of each deploys it. */
export async function startProductionRuns(context: PullRequestContext, pull: PullRequest): Promise<Decision> {
  const ref = pull.mergeCommitSha ?? pull.headSha;
  const invocation = await awaitExpansion(context, {
    key: `expand_meta ${context.repository}@${ref} merged`,
    repoUrl: pull.baseCloneUrl,
    ref,
    subdir: null,
    label: `expand-meta ${context.repository}@${ref.slice(0, 7)}`,
  });
  const judged = invocation.outcome === 'succeeded' ? judgeMeta(invocation.result, [...context.bakeries.keys()]) : null;
  if (judged?.outcome !== 'good') {
    const reason = judged
      ? judged.problems.map((problem) => `- ${problem}`).join('\n')
      : (invocation.failureReason ?? 'the recipes could not be read');
    await replyOnce(
      context,
      pull.number,
      `production of ${context.repository}#${pull.number} failed`,
      `No production run was started:\n\n${reason}\n\n**Next:** open a pull request that mends this.`,
    );
    return { decision: 'failed', reason: 'the merged recipes could not be read' };
  }
  const runs = await registerProductionRuns(context, pull, ref, judged.meta);
  await haltWhileStopped(context.database.pool);
  for (const run of runs) {
    if (run.status === 'queued')
      await dispatchRun(context, run, { actor: `merge of #${pull.number}`, deliveryId: context.deliveryId });
  }
  return { decision: 'ran', reason: `started production run ${runs.map(({ id }) => id).join(', ')}` };
}

async function registerProductionRuns(
  context: PullRequestContext,
  pull: PullRequest,
  ref: string,
  meta: ExpandedMeta,
): Promise<RecipeRunRecord[]> {
  const { pool } = context.database;
  const feedstock = await ensureFeedstock(pool, context.repository.toString());
  const bakeryId = await ensureBakery(pool, { name: meta.bakery.id, region: '', description: '' });
  return inTransaction(pool, async (client) => {
    const runs: RecipeRunRecord[] = [];
    for (const { id: recipeId, dataset_type: datasetType } of meta.recipes) {
      const run = await registerRun(client, {
        dispatchKey: `production ${context.repository}@${ref} ${recipeId}`,
        recipeId,
        bakeryId,
        feedstockId: feedstock.id,
        headSha: ref,
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
