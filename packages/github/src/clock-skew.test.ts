import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { connectGitHubApp } from './connect-github-app.ts';

const TEN_MINUTES_MS = 10 * 60_000;

let github: LoopbackGitHub;
let skewMs = 0;

beforeAll(async () => {
  github = await startLoopbackGitHub({ now: () => new Date(Date.now() + skewMs) });
  github.createUser('owner');
  github.createOrganization('pangeo-forge', { owners: ['owner'] });
  await github.createRepository({ owner: 'pangeo-forge', name: 'staged-recipes', files: { a: 'a' } });
});

afterAll(() => github.stop());

test.each([
  ['behind', TEN_MINUTES_MS],
  ['ahead', -TEN_MINUTES_MS],
])('a clock ten minutes %s of GitHub’s keeps nobody out', async (side, skew) => {
  skewMs = skew;
  const app = github.createApp({ name: `app-${side}`, owner: 'pangeo-forge', webhookUrl: '' });
  github.installApp(app.id, 'pangeo-forge');
  const connected = connectGitHubApp({ appId: String(app.id), privateKey: app.privateKey, apiUrl: github.apiUrl });
  expect(await connected.login()).toBe(`${app.slug}[bot]`);
  const repository = await connected.repository(RepoFullName.parse('pangeo-forge/staged-recipes'));
  expect(await repository.settings.get()).toMatchObject({ defaultBranch: 'main' });
});
