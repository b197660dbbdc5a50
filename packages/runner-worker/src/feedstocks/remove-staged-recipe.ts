import { branchHead } from '@pangeo-forge/github/feedstocks/branch-head';
import { mergeOwnPullRequest } from '@pangeo-forge/github/feedstocks/merge-own-pull-request';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import type { FeedstockSaga } from './feedstock-saga.ts';
import { performStep } from './perform-step.ts';

/** Merges of one second must not meet in one branch. */
const MOST_NAMES = 5;

/** The recipe leaves staged-recipes with a pull request of its own, whatever was merged there meanwhile. */
export async function removeStagedRecipe(context: PullRequestContext, saga: FeedstockSaga): Promise<void> {
  const { repo } = context;
  const { pull, name, spec } = saga;
  const epoch = Math.floor(Date.parse(pull.mergedAt ?? '') / 1_000);
  await mergeOwnPullRequest(performStep(context, `${saga.key}: cleanup`), {
    repo,
    origin: saga.origin,
    branches: Array.from({ length: MOST_NAMES }, (_, later) => `cleanup-${epoch + later}`),
    base: pull.baseRef,
    title: `Cleanup ${spec}`,
    body: `The recipe of #${pull.number} lives in ${spec} now.`,
    commit: async (message) => {
      const head = await branchHead(repo, pull.baseRef);
      const folder = `recipes/${name}`;
      const files = await repo.git.listFolder(head.treeSha, folder);
      if (!files || files.length === 0) return null;
      const changes = files.map(({ path, mode }) => ({ path: `${folder}/${path}`, mode, sha: null }));
      const tree = await repo.git.createTree(head.treeSha, changes);
      return repo.git.createCommit({ message, tree, parents: [head.sha] });
    },
  });
}
