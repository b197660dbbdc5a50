import { randomBytes } from 'node:crypto';
import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { connectGitHubApp, type GitHubApp } from '../../src/connect-github-app.ts';
import type { RepositoryClient } from '../../src/repository-client.ts';
import type { LiveTarget } from '../../src/testing/live-target.ts';

export interface ThrowAwayRepository {
  github: GitHubApp;
  repo: RepositoryClient;
  name: RepoFullName;
  /** Head of the default branch. */
  head(): Promise<string>;
  delete(): Promise<void>;
}

/** A public repository of the organization that nobody else has, made as a feedstock is. */
export async function createThrowAwayRepository(target: LiveTarget): Promise<ThrowAwayRepository> {
  const { appId, privateKey, apiUrl, organization } = target;
  const name = RepoFullName.parse(`${organization}/live-test-${randomBytes(4).toString('hex')}`);
  const github = connectGitHubApp({ appId, privateKey, apiUrl });
  const repo = await github.repository(name);
  await repo.settings.createInOrganization('Made by a test, which deletes it');
  const head = () => waitFor(() => repo.git.branchSha('main'), { intervalMs: 500 });
  return { github, repo, name, head, delete: () => deleteRepository(target, name) };
}

/** Not something that the orchestrator ever does. */
async function deleteRepository({ appId, privateKey, apiUrl, organization }: LiveTarget, name: RepoFullName) {
  const app = new App({ appId, privateKey, Octokit: Octokit.defaults({ baseUrl: apiUrl.replace(/\/$/, '') }) });
  const { data } = await app.octokit.request('GET /orgs/{org}/installation', { org: organization });
  const octokit = await app.getInstallationOctokit(data.id);
  await octokit.request('DELETE /repos/{owner}/{repo}', { owner: name.owner, repo: name.name });
}
