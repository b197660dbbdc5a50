import type { Account } from './account.ts';
import type { Issue } from './issue.ts';
import type { Repository } from './repository.ts';
import type { World } from './world.ts';

export interface PullRequestCounts {
  commits: number;
  additions: number;
  deletions: number;
  changedFiles: number;
}

/** What a pull request adds to its issue. */
export interface PullRequest {
  id: number;
  /** Null once the head's repository is deleted. */
  headRepository: Repository | null;
  headOwner: Account;
  headBranch: string;
  headSha: string;
  baseBranch: string;
  baseSha: string;
  isDraft: boolean;
  maintainerCanModify: boolean;
  /** Null while it is being computed. */
  mergeable: boolean | null;
  /** The test merge; after merging, what GitHub says there (merge commit, squash commit, or new tip). */
  mergeCommitSha: string | null;
  mergedAt: Date | null;
  mergedBy: Account | null;
  counts: PullRequestCounts;
}

export type PullRequestIssue = Issue & { pull: PullRequest };

export function isPullRequest(issue: Issue): issue is PullRequestIssue {
  return issue.pull !== null;
}

export function pullRequestsOf(repository: Repository): PullRequestIssue[] {
  return [...repository.issues.values()].filter(isPullRequest);
}

/** Open pull requests, in whatever repository, whose head is this branch. */
export function openPullRequestsFrom(
  world: World,
  head: Repository,
  branch: string,
): { base: Repository; issue: PullRequestIssue }[] {
  return [...world.repositories.values()].flatMap((base) =>
    pullRequestsOf(base)
      .filter(({ state, pull }) => state === 'open' && pull.headRepository === head && pull.headBranch === branch)
      .map((issue) => ({ base, issue })),
  );
}
