import type { TreeChange } from '@pangeo-forge/github/git-data';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { effectParts, type PullRequestContext } from '../registry/pull-request-context.ts';
import { CREATE_BRANCH } from '../contributions/own-pull-requests.ts';
import { performEffect } from '../effects/perform-effect.ts';
import { feedstockLink } from '../runs/run-links.ts';
import { branchHead } from './branch-head.ts';
import { copiedTree } from './copied-tree.ts';
import type { FeedstockSaga } from './create-feedstock.ts';
import { feedstockReadme } from './feedstock-readme.ts';
import { mergeOwnPullRequest } from './merge-own-pull-request.ts';

/** The merged recipe, with a README, as the first pull request of its feedstock. */
export async function moveRecipeIn(
  context: PullRequestContext,
  saga: FeedstockSaga,
  feedstock: RepositoryClient,
  feedstockId: number,
): Promise<void> {
  const { pull } = saga;
  const base = (await feedstock.settings.get())?.defaultBranch ?? 'main';
  await mergeOwnPullRequest(context, {
    repo: feedstock,
    key: `${saga.key}: recipe`,
    origin: saga.origin,
    branches: [CREATE_BRANCH],
    base,
    title: `Create ${feedstock.fullName}`,
    body: `The recipe of ${context.repository}#${pull.number}.`,
    commit: async (message) => {
      const head = await branchHead(feedstock, base);
      const readme = feedstockReadme(feedstock.fullName, {
        repository: context.repository,
        pullRequest: pull.number,
        serverUrl: new URL(pull.url).origin,
        defaultBranch: base,
        dashboardUrl: await feedstockLink(context, feedstockId),
      });
      const changes: TreeChange[] = [
        ...(await recipeFiles(context, saga, feedstock)),
        { path: 'README.md', mode: '100644', content: readme },
      ];
      const tree = await feedstock.git.createTree(head.treeSha, changes);
      return feedstock.git.createCommit({ message, tree, parents: [head.sha] });
    },
  });
}

async function recipeFiles(
  context: PullRequestContext,
  { pull, name, key }: FeedstockSaga,
  feedstock: RepositoryClient,
): Promise<TreeChange[]> {
  const { git } = context.repo;
  const { treeSha } = await git.commitTree(pull.mergeCommitSha ?? pull.headSha);
  const files = await git.listFolder(treeSha, `recipes/${name}`);
  if (!files || files.length === 0) {
    throw new AppError('github_refused', `The merged commit has no file under recipes/${name}/.`, {
      context: { status: 410 },
    });
  }
  return copiedTree({
    source: git,
    files,
    createBlob: async (file, content) => {
      const { sha } = await performEffect(effectParts(context), {
        key: `${key}: blob ${file.sha}`,
        subject: context.work.subject,
        send: async () => ({ sha: await feedstock.git.createBlob(content) }),
        look: 'again',
      });
      return sha;
    },
  });
}
