import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/ensure-feedstock';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { replyOnce } from '../commands/reply.ts';
import { effectParts, type PullRequestContext } from '../contributions/check-pull-request.ts';
import { CREATE_BRANCH } from '../contributions/own-pull-requests.ts';
import { performEffect } from '../effects/perform-effect.ts';
import type { Decision } from '../registry/define-event-handler.ts';
import { ComeBackLater } from '../work/come-back-later.ts';
import { copiedTree } from './copied-tree.ts';
import { feedstockReadme } from './feedstock-readme.ts';
import { mergeOwnPullRequest } from './merge-own-pull-request.ts';

/** GitHub shows a new repository's first commit a moment after it has made it. */
const NEW_REPOSITORY_PAUSE_MS = 1_000;

/** A merge in staged-recipes: the feedstock repository is made with the recipe in it, and the recipe leaves staged-recipes. Resumable at any step. */
export async function createFeedstock(context: PullRequestContext, pull: PullRequest, name: string): Promise<Decision> {
  const spec = RepoFullName.parse(`${context.repository.owner}/${name}-feedstock`);
  try {
    const feedstock = await ensureRepository(context, spec);
    await ensureFeedstock(context.database.pool, spec.toString());
    await moveRecipeIn(context, feedstock, pull, name);
    await cleanUp(context, spec, pull, name);
  } catch (error) {
    if (refusalStatus(error) === null) throw error;
    const reason = (error as AppError).publicMessage;
    await replyOnce(
      context,
      pull.number,
      `feedstock of ${context.repository}#${pull.number} failed`,
      `The feedstock \`${spec}\` could not be finished: ${reason}`,
    );
    return { decision: 'failed', reason };
  }
  return { decision: 'ran', reason: `the feedstock ${spec} was created` };
}

async function ensureRepository(context: PullRequestContext, spec: RepoFullName): Promise<RepositoryClient> {
  const feedstock = await context.github.repository(spec);
  await performEffect(effectParts(context), {
    key: `repository ${spec}`,
    subject: context.work.subject,
    send: () => feedstock.settings.createInOrganization(`Pangeo Forge feedstock, from ${context.repository}`),
    look: async () => ((await feedstock.settings.get()) === null ? null : undefined),
  });
  const info = await feedstock.settings.get();
  if (!info || (await feedstock.git.branchSha(info.defaultBranch)) === null) {
    throw new ComeBackLater(NEW_REPOSITORY_PAUSE_MS, `${spec} is being made`);
  }
  return feedstock;
}

async function moveRecipeIn(
  context: PullRequestContext,
  feedstock: RepositoryClient,
  pull: PullRequest,
  name: string,
): Promise<void> {
  const base = (await feedstock.settings.get())?.defaultBranch ?? 'main';
  await mergeOwnPullRequest(context, {
    repo: feedstock,
    branch: CREATE_BRANCH,
    base,
    title: `Create ${feedstock.fullName}`,
    body: `The recipe of ${context.repository}#${pull.number}.`,
    commit: async () => {
      const head = await headOf(feedstock, base);
      const source = {
        git: context.repo.git,
        commitSha: pull.mergeCommitSha ?? pull.headSha,
        folder: `recipes/${name}`,
      };
      const serverUrl = new URL(pull.url).origin;
      const readme = feedstockReadme(feedstock.fullName, {
        repository: context.repository,
        pullRequest: pull.number,
        serverUrl,
      });
      const changes = [
        ...(await copiedTree(source, feedstock.git)),
        { path: 'README.md', mode: '100644', sha: await feedstock.git.createBlob(Buffer.from(readme)) },
      ];
      const tree = await feedstock.git.createTree(head.treeSha, changes);
      return feedstock.git.createCommit({ message: `Create ${feedstock.fullName}`, tree, parents: [head.sha] });
    },
  });
}

async function cleanUp(
  context: PullRequestContext,
  spec: RepoFullName,
  pull: PullRequest,
  name: string,
): Promise<void> {
  const { repo } = context;
  const epoch = Math.floor(Date.parse(pull.mergedAt ?? '') / 1_000);
  await mergeOwnPullRequest(context, {
    repo,
    branch: `cleanup-${epoch}`,
    base: pull.baseRef,
    title: `Cleanup ${spec}`,
    body: `The recipe of #${pull.number} lives in ${spec} now.`,
    commit: async () => {
      const head = await headOf(repo, pull.baseRef);
      const files = (await repo.git.listTree(head.treeSha)).filter(({ path }) => path.startsWith(`recipes/${name}/`));
      const tree = await repo.git.createTree(
        head.treeSha,
        files.map(({ path, mode }) => ({ path, mode, sha: null })),
      );
      return repo.git.createCommit({ message: `Cleanup ${spec}`, tree, parents: [head.sha] });
    },
  });
}

async function headOf(repo: RepositoryClient, branch: string): Promise<{ sha: string; treeSha: string }> {
  const sha = await repo.git.branchSha(branch);
  if (sha === null) throw new ComeBackLater(NEW_REPOSITORY_PAUSE_MS, `${repo.fullName} has no branch ${branch} yet`);
  return { sha, treeSha: (await repo.git.commitTree(sha)).treeSha };
}
