import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { type LoopbackGitHub, startLoopbackGitHub } from './loopback-github.ts';
import { populateGitHub } from './populate-github.ts';

let github: LoopbackGitHub;
let app: App;
let installation: number;

beforeAll(async () => {
  github = await startLoopbackGitHub();
  const { app: created } = await populateGitHub(github, {
    repository: 'first',
    files: { 'a b.txt': 'a\n' },
    app: { name: 'Pangeo Forge' },
  });
  installation = created.installation;
  const more = Array.from({ length: 34 }, (_, index) => ({ owner: 'pangeo-forge', name: `empty-${index}` }));
  await Promise.all(more.map((options) => github.createRepository(options)));
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  app = new App({
    appId: created.id,
    privateKey: created.privateKey,
    Octokit: Octokit.defaults({ baseUrl: github.apiUrl, log: silent }),
  });
});
afterAll(() => github.stop());

const repo = { owner: 'pangeo-forge', repo: 'first' };

test('octokit finds the App, its installations and all of their repositories', async () => {
  expect((await app.octokit.request('GET /app')).data?.slug).toBe('pangeo-forge');
  const seen: string[] = [];
  await app.eachRepository(({ repository }) => {
    seen.push(repository.full_name);
  });
  expect(seen).toHaveLength(35);
});

test('octokit reads and writes as the installation, and follows a renamed repository with the method kept', async () => {
  const octokit = await app.getInstallationOctokit(installation);
  const content = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
    ...repo,
    path: 'a b.txt',
    mediaType: { format: 'raw' },
  });
  expect(content.data).toBe('a\n');
  github.renameRepository('pangeo-forge/first', 'second');
  const issue = await octokit.request('POST /repos/{owner}/{repo}/issues', { ...repo, title: 'Still here' });
  expect(issue.status).toBe(201);
  expect(github.repository('pangeo-forge/second').issues()).toMatchObject([
    { title: 'Still here', user: { login: 'pangeo-forge[bot]' } },
  ]);
  const ref = octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
    ...repo,
    repo: 'second',
    ref: 'heads/none',
  });
  await expect(ref).rejects.toMatchObject({ status: 404 });
});
