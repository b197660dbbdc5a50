import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { effectParts, type PullRequestContext } from '../contributions/check-pull-request.ts';
import { type Effect, performEffect } from '../effects/perform-effect.ts';

export interface OwnPullRequest {
  repo: RepositoryClient;
  branch: string;
  base: string;
  title: string;
  body: string;
  /** Makes the commit that the branch shall point to. */
  commit: () => Promise<string>;
}

/** Branch, pull request, merge, branch gone: each step once, and none again when the work starts over. */
export async function mergeOwnPullRequest(context: PullRequestContext, own: OwnPullRequest): Promise<void> {
  const { pulls, git, fullName } = own.repo;
  const perform = <T>(step: string, effect: Pick<Effect<T>, 'send' | 'look'>) =>
    performEffect(effectParts(context), {
      key: `${step} ${fullName} ${own.branch}`,
      subject: context.work.subject,
      ...effect,
    });

  const { sha } = await perform('branch', {
    send: async () => {
      const commit = await own.commit();
      await git.createBranch(own.branch, commit);
      return { sha: commit };
    },
    look: async () => {
      const found = await git.branchSha(own.branch);
      return found === null ? null : { sha: found };
    },
  });
  const { number } = await perform('pull request', {
    send: () => pulls.create({ title: own.title, body: own.body, head: own.branch, base: own.base }),
    look: () => pulls.findByBranch(own.branch),
  });
  await perform('merge', {
    send: () => pulls.merge(number, sha, own.title),
    look: async () => {
      const pull = await pulls.get(number);
      return pull.merged && pull.mergeCommitSha ? { sha: pull.mergeCommitSha } : null;
    },
  });
  await perform('delete', {
    send: () => git.deleteBranch(own.branch),
    look: async () => null,
  });
}
