import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import type { CheckRuns } from './check-runs.ts';
import { connectGitHubApp } from './connect-github-app.ts';

const REPO = 'pangeo-forge/sst-feedstock';

let github: LoopbackGitHub;
let checks: CheckRuns;
let head: string;

beforeAll(async () => {
  github = await startLoopbackGitHub();
  const { app } = await populateGitHub(github, {
    repository: 'sst-feedstock',
    files: { a: '1' },
    app: { name: 'app' },
  });
  head = github.repository(REPO).branches().main ?? '';
  const connected = connectGitHubApp({ appId: String(app.id), privateKey: app.privateKey, apiUrl: github.apiUrl });
  checks = (await connected.repository(RepoFullName.parse(REPO))).checks;
});

afterAll(() => github.stop());

test('a check run is found by its external id, on its commit alone', async () => {
  const output = { title: 'Checking', summary: 'The recipe is read.' };
  for (const externalId of ['first', 'second'])
    await checks.create({ name: 'recipe', headSha: head, externalId, output });
  const ids = github.repository(REPO).checkRuns(head);
  const second = ids.find(({ external_id: id }) => id === 'second');
  expect(await checks.findByExternalId(head, 'recipe', 'second')).toEqual({ id: second?.id });
  expect(await checks.findByExternalId(head, 'recipe', 'third')).toBeNull();
});

test('a commit that GitHub no longer has has no check run', async () => {
  expect(await checks.findByExternalId('0123456789abcdef0123456789abcdef01234567', 'recipe', 'first')).toBeNull();
});
