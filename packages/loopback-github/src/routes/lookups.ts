import { ApiError, notFound } from '../http/api-error.ts';
import { resolveCommit } from '../git/read-commit.ts';
import {
  branchRef,
  type Comment,
  isPullRequest,
  type Issue,
  type PullRequestIssue,
  type Repository,
} from '../store/repository.ts';

/** Finds what a path refers to, or throws 404. */
export function required<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}

export const issueOf = (repository: Repository, number: string | undefined): Issue =>
  required(repository.issues.get(Number(number)));

export function pullRequestOf(repository: Repository, number: string | undefined): PullRequestIssue {
  const issue = issueOf(repository, number);
  if (!isPullRequest(issue)) throw notFound();
  return issue;
}

export const commentOf = (repository: Repository, id: string | undefined): Comment =>
  required(repository.comments.get(Number(id)));

/** A branch, tag or commit id as a commit; an empty repository is 409, an unknown name 422 with GitHub's message. */
export async function commitOf(repository: Repository, name: string, status: 404 | 422 = 422): Promise<string> {
  refuseEmpty(repository);
  const sha = repository.refs.get(branchRef(name)) ?? (await resolveCommit(repository.git, name));
  if (sha) return sha;
  throw status === 404 ? notFound() : new ApiError(422, `No commit found for SHA: ${name}`);
}

/** Git's own data does not exist before the first commit. */
export function refuseEmpty(repository: Repository): void {
  if (repository.refs.size === 0) throw new ApiError(409, 'Git Repository is empty.');
}
