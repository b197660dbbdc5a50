import { ApiError } from '../http/api-error.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import type { GitRepository } from '../git/git-repository.ts';
import { readCommit, readCommits } from '../git/read-commit.ts';
import { type Signature, writeCommitObject } from '../git/write-commit.ts';
import { type Actor, accountOf } from '../store/actor.ts';
import { branchRef, branchTip, type PullRequestIssue, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { guardBranch } from './guard-branch.ts';
import { startOf } from './measure-pull-request.ts';
import { moveRef } from './move-ref.ts';
import { signatureOf, webFlow } from './signature.ts';
import { emitPullRequest, markMerged } from './sync-pull-requests.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface MergeInput {
  method: MergeMethod;
  title?: string | undefined;
  message?: string | undefined;
  /** Refuses when the head is no longer this. */
  sha?: string | undefined;
}

const METHOD_REFUSALS: Record<MergeMethod, string> = {
  merge: 'Merge commits are not allowed on this repository.',
  squash: 'Squash merges are not allowed on this repository.',
  rebase: 'Rebase merges are not allowed on this repository.',
};

const refuse = (status: 405 | 409, message: string): ApiError => new ApiError(status, message);

/** Merges; returns the base's new tip. 405 if it is not mergeable, 409 if the head has moved. */
export async function mergePullRequest(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullRequestIssue,
  input: MergeInput,
): Promise<string> {
  const { pull } = issue;
  const base = branchTip(repository, pull.baseBranch);
  if (issue.state === 'closed' || !base) throw refuse(405, 'Pull Request is not mergeable');
  if (pull.isDraft) throw refuse(405, 'Pull Request is still a draft');
  if (!repository.allowedMerges[input.method]) throw refuse(405, METHOD_REFUSALS[input.method]);
  if (input.sha !== undefined && input.sha !== pull.headSha) {
    throw refuse(409, 'Head branch was modified. Review and try the merge again.');
  }
  guardBranch(repository, pull.baseBranch, actor, 405);

  const merging = { repository, issue, base, author: signatureOf(accountOf(actor), world.now()), at: world.now() };
  const tip = input.method === 'rebase' ? await rebase(merging) : await mergeOrSquash(merging, input);
  const sender = accountOf(actor);
  markMerged(world, issue, sender, tip);
  await moveRef(world, repository, sender, branchRef(pull.baseBranch), tip);
  emitPullRequest(world, repository, sender, issue, 'closed');
  if (repository.deleteBranchOnMerge && pull.headRepository === repository) {
    await moveRef(world, repository, sender, branchRef(pull.headBranch), undefined);
  }
  return tip;
}

interface Merging {
  repository: Repository;
  issue: PullRequestIssue;
  base: string;
  author: Signature;
  at: Date;
}

async function mergeOrSquash(merging: Merging, input: MergeInput): Promise<string> {
  const { repository, issue, base, author, at } = merging;
  const { headSha, headOwner, headBranch } = issue.pull;
  const tree = await mergeTrees(repository.git, base, headSha);
  if (!tree) throw refuse(405, 'Pull Request is not mergeable');
  const isSquash = input.method === 'squash';
  const title = isSquash
    ? `${issue.title} (#${issue.number})`
    : `Merge pull request #${issue.number} from ${headOwner.login}/${headBranch}`;
  const message = [input.title ?? title, input.message ?? (isSquash ? '' : issue.title)].filter(Boolean).join('\n\n');
  const parents = isSquash ? [base] : [base, headSha];
  return writeCommitObject(repository.git, { tree, parents, message, author, committer: webFlow(at) });
}

/** Replays the head's commits one by one; merge commits are left out, as `git rebase` does. */
async function rebase({ repository, issue, base, at }: Merging): Promise<string> {
  const { git } = repository;
  const start = await startOf(repository, issue);
  const commits = await readCommits(git, ['--reverse', '--no-merges', `${start}..${issue.pull.headSha}`]);
  let tip = base;
  for (const commit of commits) {
    const tree = await replay(git, commit.sha, commit.parents[0] ?? base, tip);
    if (!tree) throw refuse(405, "This branch can't be rebased");
    const author = { ...commit.author, date: new Date(commit.author.date) };
    tip = await writeCommitObject(git, {
      tree,
      parents: [tip],
      message: commit.message,
      author,
      committer: webFlow(at),
    });
  }
  return tip;
}

/** The tree of `commit`'s change applied to `onto`: a merge whose base is the commit's parent. */
async function replay(git: GitRepository, commit: string, parent: string, onto: string): Promise<string | undefined> {
  if (parent === onto) return (await readCommit(git, commit)).tree;
  const someone = { name: 'rebase', email: 'rebase@localhost', date: new Date(0) };
  // Both sides are given `parent` as their only parent, so that it is the merge base.
  const write = async (sha: string): Promise<string> =>
    writeCommitObject(git, {
      tree: (await readCommit(git, sha)).tree,
      parents: [parent],
      message: '',
      author: someone,
      committer: someone,
    });
  return mergeTrees(git, await write(onto), await write(commit));
}
