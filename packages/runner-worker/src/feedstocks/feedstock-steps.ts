import { forgetEffects } from '@pangeo-forge/db/effects/effect-record';
import { branchHead, feedstockPullRequest } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import { copiedTree } from '@pangeo-forge/github/feedstocks/copied-tree';
import { createRepository } from '@pangeo-forge/github/feedstocks/create-repository';
import { feedstockReadme } from '@pangeo-forge/github/feedstocks/feedstock-readme';
import { mergeOwnPullRequest } from '@pangeo-forge/github/feedstocks/merge-own-pull-request';
import type { Perform } from '@pangeo-forge/github/feedstocks/perform';
import type { TreeChange } from '@pangeo-forge/github/git-data';
import { SUBMODULE_MODE } from '@pangeo-forge/github/git-trees';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { performEffect } from '../effects/perform-effect.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { feedstockLink, apiLink } from '../runs/run-links.ts';

/** One merge in staged-recipes, on its way to a feedstock. */
export interface FeedstockSaga {
  pull: PullRequest;
  /** The recipe's folder below `recipes/`. */
  name: string;
  spec: RepoFullName;
  /** Start of the keys of all its steps. */
  key: string;
  /** Written into what it creates, so that a later worker recognises it. */
  origin: string;
}

/** Performs steps as effects of this work, with keys that start with `key`. */
export function performStep(context: PullRequestContext, key: string): Perform {
  return (name, step) => performEffect(context, { key: `${key} ${name}`, ...step });
}

/** A repository that was created, and that GitHub does not show after so many attempts, was deleted. */
const TRIES_UNTIL_GONE = 6;

/** The new repository, with its first commit. A repository of that name from elsewhere is refused. */
export async function ensureFeedstockRepository(
  context: PullRequestContext,
  { spec, key, origin }: FeedstockSaga,
): Promise<RepositoryClient> {
  const feedstock = await context.github.repository(spec);
  await performStep(context, `${key}:`)('repository', createRepository(feedstock, origin));
  const info = await feedstock.settings.get();
  if (info && (await feedstock.git.branchSha(info.defaultBranch)) !== null) return feedstock;
  if (context.work.attempts < TRIES_UNTIL_GONE)
    throw new AppError('github_unavailable', `${spec} was created, but GitHub does not show it yet.`);
  await forgetEffects(context.database.pool, `${key}: `);
  throw new AppError('github_refused', `${spec} was created, but it is gone.`, { context: { status: 404 } });
}

/** Brings the merged recipe, with a README, into its feedstock as the first pull request. */
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
        badgeUrl: await apiLink(context, `/feedstocks/${feedstockId}/badge.svg`),
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
        find: 'send_again',
      });
      return sha;
    },
  });
}

/** Merges in the same second must not share a branch. */
const MAX_NAMES = 5;

/** Removes the recipe from staged-recipes with a pull request of its own, whatever was merged there meanwhile. */
export async function removeStagedRecipe(context: PullRequestContext, saga: FeedstockSaga): Promise<void> {
  const { repo } = context;
  const { pull, name, spec } = saga;
  const epoch = Math.floor(Date.parse(pull.mergedAt ?? '') / 1_000);
  await mergeOwnPullRequest(performStep(context, `${saga.key}: cleanup`), {
    repo,
    origin: saga.origin,
    branches: Array.from({ length: MAX_NAMES }, (_, later) => `cleanup-${epoch + later}`),
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
