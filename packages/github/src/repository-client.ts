import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { checkRuns, type CheckRuns } from './check-runs.ts';
import { comments, type Comments } from './comments.ts';
import { deployments, type Deployments } from './deployments.ts';
import { gitData, type GitData } from './git-data.ts';
import { issues, type Issues } from './issues.ts';
import type { OctokitClient } from './octokit.ts';
import { pullRequests, type PullRequests } from './pull-requests.ts';
import { repositorySettings, type RepositorySettings } from './repository-settings.ts';

/** What the App can do in one repository, with that installation's token. */
export interface RepositoryClient {
  fullName: RepoFullName;
  pulls: PullRequests;
  checks: CheckRuns;
  comments: Comments;
  deployments: Deployments;
  git: GitData;
  issues: Issues;
  settings: RepositorySettings;
}

export function repositoryClient(octokit: OctokitClient, fullName: RepoFullName): RepositoryClient {
  return {
    fullName,
    pulls: pullRequests(octokit, fullName),
    checks: checkRuns(octokit, fullName),
    comments: comments(octokit, fullName),
    deployments: deployments(octokit, fullName),
    git: gitData(octokit, fullName),
    issues: issues(octokit, fullName),
    settings: repositorySettings(octokit, fullName),
  };
}
