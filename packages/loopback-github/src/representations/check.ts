import { nodeId } from '../store/node-id.ts';
import type { CheckRun, CheckSuite } from '../store/check.ts';
import { pullRequestsOf, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { appRepresentation } from './app.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { timestamp, timestampOrNull } from './user.ts';

/** Pull requests that a check shows: open ones of this repository's own branches; none for forks. */
function checkedPullRequests(world: World, repository: Repository, headSha: string) {
  const url = repositoryUrl(world, repository);
  const repo = { id: repository.id, url, name: repository.name };
  return pullRequestsOf(repository)
    .filter(({ state, pull }) => state === 'open' && pull.headSha === headSha && pull.headRepository === repository)
    .map(({ number, pull }) => ({
      url: `${url}/pulls/${number}`,
      id: pull.id,
      number,
      head: { ref: pull.headBranch, sha: pull.headSha, repo },
      base: { ref: pull.baseBranch, sha: pull.baseSha, repo },
    }));
}

/** `check-run` of GitHub's description. */
export function checkRunRepresentation(world: World, repository: Repository, run: CheckRun) {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const { app } = run.suite;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/runs/${run.id}`,
    // Without its own details_url a run links to the App's home page.
    details_url: run.detailsUrl ?? app.externalUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(run.startedAt),
    completed_at: timestampOrNull(run.completedAt),
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appRepresentation(world, app),
    pull_requests: checkedPullRequests(world, repository, run.suite.headSha),
  };
}

export interface HeadCommit {
  id: string;
  tree_id: string;
  message: string;
  timestamp: string;
  author: { name: string; email: string };
  committer: { name: string; email: string };
}

export function runsOf(repository: Repository, suite: CheckSuite): CheckRun[] {
  return [...repository.checkRuns.values()].filter((run) => run.suite === suite);
}

/** `check-suite` of GitHub's description, without its `repository`. */
export function checkSuiteRepresentation(
  world: World,
  repository: Repository,
  suite: CheckSuite,
  headCommit: HeadCommit,
) {
  const url = `${repositoryUrl(world, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: checkedPullRequests(world, repository, suite.headSha),
    app: appRepresentation(world, suite.app),
    created_at: timestamp(suite.createdAt),
    updated_at: timestamp(suite.updatedAt),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runsOf(repository, suite).length,
    check_runs_url: `${url}/check-runs`,
    head_commit: headCommit,
  };
}
