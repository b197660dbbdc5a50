import type { GitRepository } from '../git/git-repository.ts';
import type { Account, App } from './account.ts';
import type { CheckRun, CheckSuite } from './check.ts';
import type { Deployment } from './deployment.ts';

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

/** What `protectBranch` enforces on pushes, merges and deletions. */
export interface BranchProtection {
  /** Logins that may push or merge; all with write access when absent. */
  pushers?: string[];
  requiredStatusChecks?: string[];
  /** Nobody merges or pushes directly. */
  mergeQueue?: boolean;
  /** Approving reviews that a merge needs. */
  requiredReviews?: number;
  /** As a ruleset of the repository, whose rules everybody can read; `appsMayBypass`: ids of Apps on its list. */
  ruleset?: { id: number; appsMayBypass?: readonly number[] };
}

/** A repository: its metadata here, its objects and refs in the bare repository `git`. */
export interface Repository {
  id: number;
  name: string;
  owner: Account;
  isPrivate: boolean;
  isArchived: boolean;
  description: string | null;
  homepage: string | null;
  license: string | null;
  defaultBranch: string;
  parent: Repository | null;
  createdAt: Date;
  updatedAt: Date;
  pushedAt: Date;
  git: GitRepository;
  /** Full ref name to object id; read again from disk after every write. */
  refs: Map<string, string>;
  collaborators: Map<string, Role>;
  protections: Map<string, BranchProtection>;
  allowedMerges: { merge: boolean; squash: boolean; rebase: boolean };
  deleteBranchOnMerge: boolean;
  labels: Map<string, Label>;
  /** The last number given to an issue or pull request. */
  lastNumber: number;
  issues: Map<number, Issue>;
  comments: Map<number, Comment>;
  checkSuites: Map<number, CheckSuite>;
  checkRuns: Map<number, CheckRun>;
  deployments: Map<number, Deployment>;
  /** Apps that turned off the suite for each push. */
  suitesNotWanted: Set<number>;
  /** Runs one change of the repository at a time. */
  exclusively<T>(change: () => Promise<T>): Promise<T>;
  /** The same for the heads of its pull requests, which pushes to forks move. Must not wait for anything else. */
  movingHeads<T>(change: () => Promise<T>): Promise<T>;
}

export const fullName = (repository: Repository): string => `${repository.owner.login}/${repository.name}`;

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

export function branchTip(repository: Repository, branch: string): string | undefined {
  return repository.refs.get(branchRef(branch));
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  id: number;
  content: string;
  user: Account;
  createdAt: Date;
}

/** What every post has: issues, pull requests and comments. */
export interface Post {
  id: number;
  body: string | null;
  author: Account;
  /** The App that wrote it, when one did. */
  app: App | null;
  reactions: Reaction[];
  createdAt: Date;
  updatedAt: Date;
}

/** An issue, or with `pull` a pull request: both share one sequence of numbers. */
export interface Issue extends Post {
  number: number;
  title: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: Label[];
  closedAt: Date | null;
  closedBy: Account | null;
  pull: PullRequest | null;
}

export interface Comment extends Post {
  issue: Issue;
}

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
  /** The test merge; after merging, the merge commit, squash commit or new tip, as on GitHub. */
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
