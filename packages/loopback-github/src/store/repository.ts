import type { GitRepository } from '../git/git-repository.ts';
import type { Account } from './account.ts';
import type { CheckRun, CheckSuite } from './check.ts';
import type { Deployment } from './deployment.ts';
import type { Comment, Issue, Label } from './issue.ts';
import type { World } from './world.ts';

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

/** What `protectBranch` enforces on pushes, merges and deletions. */
export interface BranchProtection {
  /** Logins that may push or merge; everybody with write access when absent. */
  pushers?: string[];
  requiredStatusChecks?: string[];
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
  /** Apps that asked not to get a suite for each push. */
  suitesNotWanted: Set<number>;
  /** Runs one change of the repository at a time. */
  exclusively<T>(change: () => Promise<T>): Promise<T>;
  /** The same for the heads of its pull requests, which pushes to forks move. Nothing else is waited for inside. */
  movingHeads<T>(change: () => Promise<T>): Promise<T>;
}

export const fullName = (repository: Repository): string => `${repository.owner.login}/${repository.name}`;

/** Looks a repository up by owner and name, without regard to case. */
export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  const id = world.repositoryIds.get(`${owner}/${name}`.toLowerCase());
  return id === undefined ? undefined : world.repositories.get(id);
}

/** For callers inside the process: names the repository that does not exist. */
export function repositoryNamed(world: World, repositoryFullName: string): Repository {
  const [owner = '', name = ''] = repositoryFullName.split('/');
  const repository = findRepository(world, owner, name);
  if (!repository) throw new Error(`there is no repository ${repositoryFullName}: create it first`);
  return repository;
}

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

export function branchTip(repository: Repository, branch: string): string | undefined {
  return repository.refs.get(branchRef(branch));
}

export function repositoriesOf(world: World, owner: Account): Repository[] {
  return [...world.repositories.values()].filter((repository) => repository.owner === owner);
}
