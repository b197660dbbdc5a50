import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { refusalStatus } from '../github-error.ts';
import type { RepositoryClient } from '../repository-client.ts';
import type { Perform } from './perform.ts';

export interface OwnPullRequest {
  repo: RepositoryClient;
  /** Part of the commit's message, which distinguishes our branch from another of the same name. */
  origin: string;
  /** The first that is free is taken. */
  branches: readonly string[];
  base: string;
  title: string;
  body: string;
  /** Makes the commit that the branch shall point to; null when there is nothing to change. */
  commit: (message: string) => Promise<string | null>;
}

type Branch = { name: string; sha: string } | { name: null };

/**
 * Creates a branch and a pull request, merges it, deletes the branch: each step once, also when the work starts over.
 */
export async function mergeOwnPullRequest(perform: Perform, own: OwnPullRequest): Promise<void> {
  const { pulls, git } = own.repo;
  const branch = await perform<Branch>('branch', { send: () => makeBranch(own), find: () => findOwnBranch(own) });
  if (branch.name === null) return;
  const { name, sha } = branch;
  const { number } = await perform('pull request', {
    send: () => pulls.create({ title: own.title, body: own.body, head: name, base: own.base }),
    find: async () => {
      const found = await pulls.findByBranch(name);
      return found && found.headSha === sha && (found.isOpen || found.isMerged) ? { number: found.number } : null;
    },
  });
  await perform('merge', {
    send: () => merge(own, number, sha),
    find: async () => {
      const pull = await pulls.get(number);
      return pull.merged && pull.mergeCommitSha ? { sha: pull.mergeCommitSha } : null;
    },
  });
  await perform('delete', { send: () => git.deleteBranch(name), find: 'send_again' });
}

async function makeBranch(own: OwnPullRequest): Promise<Branch> {
  const sha = await own.commit(`${own.title}\n\n${own.origin}`);
  if (sha === null) return { name: null };
  for (const name of own.branches) {
    try {
      await own.repo.git.createBranch(name, sha);
      return { name, sha };
    } catch (error) {
      const isTaken = refusalStatus(error) === 422 && /already exists/i.test((error as Error).message);
      if (!isTaken || name === own.branches.at(-1)) throw error;
    }
  }
  return { name: null };
}

async function findOwnBranch({ repo: { git }, branches, origin }: OwnPullRequest): Promise<Branch | null> {
  for (const name of branches) {
    const sha = await git.branchSha(name);
    if (sha !== null && (await git.commitTree(sha)).message.endsWith(origin)) return { name, sha };
  }
  return null;
}

/** "Not mergeable" may mean that GitHub has not worked it out yet. */
async function merge({ repo: { pulls }, title }: OwnPullRequest, number: number, sha: string) {
  try {
    return await pulls.merge(number, sha, title);
  } catch (error) {
    if (refusalStatus(error) !== 405 || (await pulls.isMergeable(number)) !== null) throw error;
    throw new AppError('github_unavailable', 'GitHub is still working out whether the pull request can be merged.', {
      context: { status: 405 },
      cause: error,
    });
  }
}
