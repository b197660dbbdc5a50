import { fetchRefs } from '../git/bare-repository.ts';
import { isAncestor } from '../git/merge-trees.ts';
import { writePullRef } from '../git/write-pull-ref.ts';
import { fullPullRequest } from '../representations/pull-request.ts';
import type { Account } from '../store/account.ts';
import { openPullRequestsFrom, type World } from '../store/world.ts';
import { branchTip, type PullRequestIssue, pullRequestsOf, type Repository } from '../store/repository.ts';
import { measurePullRequest, refreshMergeability } from './measure-pull-request.ts';

interface BranchMove {
  branch: string;
  after: string | undefined;
}

/** Updates pull requests after a branch moved: new heads, manual merges, deleted heads. */
export async function syncPullRequests(
  world: World,
  repository: Repository,
  sender: Account,
  { branch, after }: BranchMove,
): Promise<void> {
  for (const issue of pullRequestsOf(repository)) {
    if (issue.state !== 'open' || issue.pull.baseBranch !== branch) continue;
    if (after && (await isAncestor(repository.git, issue.pull.headSha, after))) {
      markMerged(world, issue, sender, after);
      emitPullRequest(world, repository, sender, issue, 'closed');
    } else refreshMergeability(world, repository, issue);
  }
  for (const { base, issue } of openPullRequestsFrom(world, repository, branch)) {
    if (after === undefined) {
      closePullRequest(world, issue, sender);
      emitPullRequest(world, base, sender, issue, 'closed');
      continue;
    }
    await moveHead(world, base, sender, issue, after);
  }
}

/** Updates an open pull request to its branch's new tip. One move at a time, from whichever repository. */
export function moveHead(
  world: World,
  base: Repository,
  sender: Account,
  issue: PullRequestIssue,
  after: string,
): Promise<void> {
  return base.movingHeads(async () => {
    const { pull } = issue;
    const before = pull.headSha;
    if (before === after) return;
    pull.headSha = after;
    pull.baseSha = branchTip(base, pull.baseBranch) ?? pull.baseSha;
    issue.updatedAt = world.now();
    if (pull.headRepository) await bringHead(base, pull.headRepository, issue);
    await measurePullRequest(base, issue);
    refreshMergeability(world, base, issue);
    emitPullRequest(world, base, sender, issue, 'synchronize', { before, after });
  });
}

/** Writes refs/pull/N/head in the base repository, with the head's objects. It outlives the fork. */
export async function bringHead(base: Repository, head: Repository, { number, pull }: PullRequestIssue): Promise<void> {
  const ref = `refs/pull/${number}/head`;
  if (base === head) await writePullRef(base.git, ref, pull.headSha);
  else await fetchRefs(base.git, head.git, [`${pull.headSha}:${ref}`]);
  base.refs.set(ref, pull.headSha);
}

export function closePullRequest(world: World, issue: PullRequestIssue, by: Account): void {
  issue.state = 'closed';
  issue.closedAt = issue.updatedAt = world.now();
  issue.closedBy = by;
}

/** `mergeCommit`: the merge commit, the squash commit, or for a rebase the base's new tip. */
export function markMerged(world: World, issue: PullRequestIssue, by: Account, mergeCommit: string): void {
  closePullRequest(world, issue, by);
  issue.pull.mergedAt = issue.closedAt;
  issue.pull.mergedBy = by;
  issue.pull.mergeCommitSha = mergeCommit;
}

export function emitPullRequest(
  world: World,
  repository: Repository,
  sender: Account,
  issue: PullRequestIssue,
  action: string,
  more: Record<string, unknown> = {},
): void {
  const payload = { number: issue.number, pull_request: fullPullRequest(world, repository, issue), ...more };
  world.webhooks.emit({ name: 'pull_request', action, account: repository.owner, repository, sender, payload });
}
