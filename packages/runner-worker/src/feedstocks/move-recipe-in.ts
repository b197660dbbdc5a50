import { copiedTree } from '@pangeo-forge/github/feedstocks/copied-tree';
import { feedstockPullRequest } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import { feedstockReadme } from '@pangeo-forge/github/feedstocks/feedstock-readme';
import { mergeOwnPullRequest } from '@pangeo-forge/github/feedstocks/merge-own-pull-request';
import type { TreeChange } from '@pangeo-forge/github/git-data';
import { SUBMODULE_MODE } from '@pangeo-forge/github/git-trees';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import { feedstockLink } from '../runs/run-links.ts';
import type { FeedstockSaga } from './feedstock-saga.ts';
import { performStep } from './perform-step.ts';

/** The merged recipe, with a README, as the first pull request of its feedstock. */
export async function moveRecipeIn(
  context: PullRequestContext,
  saga: FeedstockSaga,
  feedstock: RepositoryClient,
  feedstockId: number,
): Promise<void> {
  const { pull } = saga;
  const base = (await feedstock.settings.get())?.defaultBranch ?? 'main';
  const creation = feedstockPullRequest({
    feedstock,
    base,
    origin: saga.origin,
    body: `The recipe of ${context.repository}#${pull.number}.`,
    changes: async () => {
      const readme = feedstockReadme(feedstock.fullName, {
        origin: { repository: context.repository, pullRequest: pull.number },
        serverUrl: new URL(pull.url).origin,
        defaultBranch: base,
        dashboardUrl: await feedstockLink(context, feedstockId),
      });
      return [...(await recipeFiles(context, saga, feedstock)), { path: 'README.md', mode: '100644', content: readme }];
    },
  });
  await mergeOwnPullRequest(performStep(context, `${saga.key}: recipe`), creation);
}

async function recipeFiles(
  context: PullRequestContext,
  { pull, name, key }: FeedstockSaga,
  feedstock: RepositoryClient,
): Promise<TreeChange[]> {
  const { git } = context.repo;
  const { treeSha } = await git.commitTree(pull.mergeCommitSha ?? pull.headSha);
  const listed = await git.listFolder(treeSha, `recipes/${name}`);
  const files = listed?.filter(({ mode }) => mode !== SUBMODULE_MODE) ?? [];
  if (files.length === 0) {
    throw new AppError('github_refused', `The merged commit has no file under recipes/${name}/.`, {
      context: { status: 410 },
    });
  }
  return copiedTree({
    source: git,
    files,
    createBlob: async (file, content) => {
      const { sha } = await performStep(context, `${key}: blob`)(file.sha, {
        send: async () => ({ sha: await feedstock.git.createBlob(content) }),
        look: 'again',
      });
      return sha;
    },
  });
}
