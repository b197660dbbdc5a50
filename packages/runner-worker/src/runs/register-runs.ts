import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock, findFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { formatDispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import type { ExpandedMeta } from '../expansions/expanded-meta.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { runLink } from './run-links.ts';

export interface ProductionRuns {
  /** The merged pull request, or the one on which it was requested. */
  pull: PullRequest;
  /** The commit to run. */
  sha: string;
  meta: ExpandedMeta;
  /** The delivery of the comment that requested it; null: the merge itself. */
  askedBy: string | null;
}

/** Registers a queued production run of each recipe, or returns those that the same request has registered before. */
export async function registerProductionRuns(
  context: PullRequestContext,
  { pull, sha, meta, askedBy }: ProductionRuns,
): Promise<RecipeRunRecord[]> {
  const { pool } = context.database;
  const repository = context.repository.toString();
  const feedstock = await ensureFeedstock(pool, repository);
  const bakeryId = await ensureBakery(pool, { name: meta.bakery.id, region: '', description: '' });
  return inTransaction(pool, async (client) => {
    const runs: RecipeRunRecord[] = [];
    for (const { id: recipeId, dataset_type: datasetType } of meta.recipes) {
      const run = await registerRun(client, {
        dispatchKey: formatDispatchKey({ by: 'production', repository, headSha: sha, recipeId, askedBy }),
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

export interface TestRunsRequest {
  pull: PullRequest;
  cloneUrl: string;
  subdir: string | null;
  meta: ExpandedMeta;
}

export type RegisteredRuns =
  | { outcome: 'registered'; runs: Array<{ run: RecipeRunRecord; link: string }> }
  | { outcome: 'unknown_feedstock' };

/** Registers one queued test run for each recipe of the head: `/run` starts them. */
export async function registerTestRuns(
  context: PullRequestContext,
  { pull, cloneUrl, subdir, meta }: TestRunsRequest,
): Promise<RegisteredRuns> {
  const { pool } = context.database;
  const repository = context.repository.toString();
  const feedstock = await findFeedstock(pool, repository);
  if (!feedstock) return { outcome: 'unknown_feedstock' };
  const bakeryId = await ensureBakery(pool, { name: meta.bakery.id, region: '', description: '' });
  const runs = await inTransaction(pool, async (client) => {
    const registered: RecipeRunRecord[] = [];
    for (const { id: recipeId, dataset_type: datasetType } of meta.recipes) {
      const run = await registerRun(client, {
        dispatchKey: formatDispatchKey({
          by: 'test',
          repository,
          number: pull.number,
          headSha: pull.headSha,
          recipeId,
        }),
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

/**
 * Registers a new run like an ended one: a retry never reopens a row. Repeating it for one delivery registers only one.
 */
export async function registerRetry(
  { database }: Orchestrator,
  run: RecipeRunRecord,
  deliveryId: string,
): Promise<RecipeRunRecord> {
  const { feedstockSpec, recipeId, headSha } = run;
  const bakeryId = await ensureBakery(database.pool, { name: run.bakery, region: '', description: '' });
  return registerRun(database.pool, {
    dispatchKey: formatDispatchKey({ by: 'retry', feedstockSpec, recipeId, headSha, deliveryId }),
    recipeId,
    bakeryId,
    feedstockId: run.feedstockId,
    headSha,
    isTest: run.isTest,
    datasetType: run.datasetType ?? DEFAULT_DATASET_TYPE,
    cloneUrl: run.cloneUrl ?? '',
    feedstockSubdir: run.feedstockSubdir,
    pullRequest: run.pullRequest,
    requestedBy: null,
    retryOf: run.id,
  });
}
