import { findRun } from '@pangeo-forge/db/runs/find-runs';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import { runIdIn } from '../reports/run-marker.ts';

export interface IssueOfEvent {
  body?: string | null | undefined;
  user?: { login: string } | null | undefined;
}

/** The merged pull request whose production run one of our own issues is about; null for any other issue. */
export async function pullRequestOfIssue(
  { database, github, repo, repository }: PullRequestContext,
  { body, user }: IssueOfEvent,
): Promise<PullRequest | null> {
  const runId = runIdIn(body ?? '');
  if (runId === null || user?.login !== (await github.login())) return null;
  const run = await findRun(database.pool, runId);
  const isOurs = run !== null && run.feedstockSpec.toLowerCase() === repository.toString().toLowerCase();
  return isOurs && run.pullRequest !== null ? repo.pulls.get(run.pullRequest) : null;
}
