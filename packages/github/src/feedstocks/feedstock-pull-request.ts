import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { TreeChange } from '../git-data.ts';
import type { RepositoryClient } from '../repository-client.ts';
import type { OwnPullRequest } from './merge-own-pull-request.ts';

export const CREATE_BRANCH = 'create-feedstock';

export interface FeedstockPullRequest {
  feedstock: RepositoryClient;
  /** The feedstock's default branch. */
  base: string;
  /** Part of the commit's message. */
  origin: string;
  body: string;
  /** The recipe's files and the README, as they shall be. */
  changes: () => Promise<TreeChange[]>;
}

/** The first pull request of a feedstock, which adds the recipe; its merge starts production. */
export function feedstockPullRequest({ feedstock, base, origin, body, changes }: FeedstockPullRequest): OwnPullRequest {
  return {
    repo: feedstock,
    origin,
    branches: [CREATE_BRANCH],
    base,
    title: `Create ${feedstock.fullName}`,
    body,
    commit: async (message) => {
      const head = await branchHead(feedstock, base);
      const tree = await feedstock.git.createTree(head.treeSha, await changes());
      return feedstock.git.createCommit({ message, tree, parents: [head.sha] });
    },
  };
}

/** The newest commit of a branch. A new repository's branch shows a moment late. */
export async function branchHead(repo: RepositoryClient, branch: string): Promise<{ sha: string; treeSha: string }> {
  const sha = await repo.git.branchSha(branch);
  if (sha === null) {
    throw new AppError('github_refused', `${repo.fullName} has no branch ${branch}.`, { context: { status: 404 } });
  }
  return { sha, treeSha: (await repo.git.commitTree(sha)).treeSha };
}
