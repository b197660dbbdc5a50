import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;
let folder: string;

beforeAll(async () => {
  world = await startPopulatedGitHub();
  folder = await mkdtemp(join(tmpdir(), 'git-over-http-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await world.stop();
});

const env = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
const git = (cwd: string, ...args: string[]) =>
  execa('git', ['-c', 'user.name=c', '-c', 'user.email=c@example.org', ...args], {
    cwd,
    env,
    all: true,
    reject: false,
  });
const address = (repo: string, token?: string): string =>
  `${world.github.serverUrl.replace('://', token ? `://x-access-token:${token}@` : '://')}/${repo}.git`;

test('anybody can clone a public repository; a private one needs a token with access', async () => {
  await world.github.createRepository({
    owner: 'contributor',
    name: 'private',
    private: true,
    files: { a: 'secret\n' },
  });
  expect(await git(folder, 'clone', address(REPO), 'public')).toMatchObject({ exitCode: 0 });
  expect(await readFile(join(folder, 'public/README.md'), 'utf8')).toBe('# Recipes\n');
  expect(await git(folder, 'clone', address('contributor/private'))).toMatchObject({ exitCode: 128 });
  const wrong = await git(folder, 'clone', address('contributor/private', 'wrong'));
  expect(wrong.all).toContain('Authentication failed');
  expect(await git(folder, 'clone', address('contributor/private', world.contributorToken), 'private')).toMatchObject({
    exitCode: 0,
  });
  const stranger = await world.jwt.post(`/app/installations/${world.installation}/access_tokens`);
  expect((await git(folder, 'clone', address('contributor/private', stranger.body.token), 'other')).all).toContain(
    'not found',
  );
});

test('a push moves the branch and what depends on it before git returns', async () => {
  const { github, hooks } = world;
  const fork = await github.fork(REPO, 'contributor');
  await git(folder, 'clone', address(fork, world.contributorToken), 'fork');
  const clone = join(folder, 'fork');
  const push = async (file: string): Promise<string> => {
    await git(clone, 'checkout', '-q', '-B', 'topic');
    await writeFile(join(clone, file), file);
    await git(clone, 'add', '.');
    await git(clone, 'commit', '-qm', file);
    expect(await git(clone, 'push', '-q', 'origin', 'topic')).toMatchObject({ exitCode: 0 });
    return (await git(clone, 'rev-parse', 'HEAD')).stdout;
  };
  const first = await push('one');
  const { number } = await github.openPullRequest({
    repo: REPO,
    head: 'contributor:topic',
    title: 'Topic',
    as: 'contributor',
  });
  const second = await push('two');
  const [pull] = github.repository(REPO).pullRequests();
  expect(pull).toMatchObject({ head: { sha: second }, commits: 2, changed_files: 2 });
  await github.drainWebhooks();
  expect(hooks.of('pull_request', 'synchronize')[0]?.payload).toMatchObject({ before: first, after: second, number });
  // The head of a fork is in the base repository too, by ref and by id.
  const base = join(folder, 'public');
  expect(await git(base, 'fetch', '-q', 'origin', `refs/pull/${number}/head`)).toMatchObject({ exitCode: 0 });
  expect(await git(base, 'fetch', '-q', 'origin', first)).toMatchObject({ exitCode: 0 });
});

test('a push needs rights, and cannot change the refs of pull requests', async () => {
  const clone = join(folder, 'public');
  const denied = await git(clone, 'push', address(REPO, world.contributorToken), 'HEAD:refs/heads/x');
  expect(denied.all).toContain('403');
  const { body } = await world.jwt.post(`/app/installations/${world.installation}/access_tokens`);
  const hidden = await git(clone, 'push', address(REPO, body.token), 'HEAD:refs/pull/9/head');
  expect(hidden.all).toContain('deny updating a hidden ref');
  expect(await git(clone, 'push', '-q', address(REPO, body.token), 'HEAD:refs/heads/x')).toMatchObject({ exitCode: 0 });
  await world.github.drainWebhooks();
  const [created] = world.hooks.of('push').filter(({ payload }) => payload.ref === 'refs/heads/x');
  expect(created?.payload).toMatchObject({ created: true, sender: { login: 'pangeo-forge[bot]' } });
  world.github.archiveRepository(REPO);
  expect((await git(clone, 'push', address(REPO, body.token), 'HEAD:refs/heads/y')).all).toContain('403');
  world.github.archiveRepository(REPO, false);
});

test('a push that contains a pull request merges it; deleting its branch closes it', async () => {
  const { github } = world;
  const open = async (branch: string) => {
    await github.commit({ repo: REPO, branch, message: branch, author: 'maintainer', files: { [branch]: branch } });
    return (await github.openPullRequest({ repo: REPO, head: branch, title: branch, as: 'maintainer' })).number;
  };
  const [merged, closed] = [await open('by-hand'), await open('given-up')];
  const clone = join(folder, 'public');
  const { body } = await world.jwt.post(`/app/installations/${world.installation}/access_tokens`);
  await git(clone, 'fetch', '-q', 'origin');
  await git(clone, 'merge', '-q', '--no-ff', 'origin/by-hand', '-m', 'By hand');
  await git(clone, 'push', '-q', address(REPO, body.token), 'HEAD:main');
  await github.deleteBranch(REPO, 'given-up', 'maintainer');
  const pulls = github.repository(REPO).pullRequests();
  expect(pulls.find(({ number }) => number === merged)).toMatchObject({ state: 'closed', merged: true });
  expect(pulls.find(({ number }) => number === closed)).toMatchObject({ state: 'closed', merged: false });
  await expect(github.reopenPullRequest(REPO, closed, 'maintainer')).rejects.toThrow('Validation Failed');
});

test('a fault hits git as it hits the API', async () => {
  world.github.faults.add({ path: /info\/refs/, times: 1, when: 'before', respond: { status: 503 } });
  expect((await git(folder, 'clone', address(REPO), 'unlucky')).all).toContain('503');
  expect(await git(folder, 'clone', address(REPO), 'lucky')).toMatchObject({ exitCode: 0 });
});
