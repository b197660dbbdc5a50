import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { connectGitHubApp } from './connect-github-app.ts';
import type { GitData } from './git-data.ts';

const REPO = 'pangeo-forge/sst-feedstock';

let github: LoopbackGitHub;
let git: GitData;
const commits: Record<'first' | 'second' | 'side' | 'fork', string> = { first: '', second: '', side: '', fork: '' };

beforeAll(async () => {
  github = await startLoopbackGitHub();
  const { app } = await populateGitHub(github, {
    repository: 'sst-feedstock',
    files: { a: '1' },
    app: { name: 'app' },
  });
  const commit = (repo: string, branch: string, author: string, a: string) =>
    github.commit({ repo, branch, message: `Write ${a}`, author, files: { a } });
  commits.first = await commit(REPO, 'main', 'maintainer', '2');
  const fork = await github.fork(REPO, 'contributor');
  commits.second = await commit(REPO, 'main', 'maintainer', '3');
  commits.side = await github.commit({
    repo: REPO,
    branch: 'side/way',
    from: 'main',
    message: 'Aside',
    author: 'maintainer',
    files: { a: '4' },
  });
  commits.fork = await commit(fork, 'evil', 'contributor', '5');
  await github.openPullRequest({ repo: REPO, head: 'contributor:evil', title: 'Look', as: 'contributor' });
  const connected = connectGitHubApp({ appId: String(app.id), privateKey: app.privateKey, apiUrl: github.apiUrl });
  git = (await connected.repository(RepoFullName.parse(REPO))).git;
});

afterAll(() => github.stop());

test.each([
  ['a branch', () => 'main', () => commits.second],
  ['a branch with a slash', () => 'side/way', () => commits.side],
  ['a full ref', () => 'refs/heads/main', () => commits.second],
  ['an older commit of the default branch', () => commits.first, () => commits.first],
  ['the beginning of a commit id', () => commits.first.slice(0, 10), () => commits.first],
  ['a commit of another branch', () => commits.side, () => commits.side],
])('%s is resolved', async (_name, ref, sha) => {
  expect(await git.resolveRef(ref())).toEqual({ outcome: 'resolved', sha: sha() });
});

test('a commit that only a fork has is not the repository’s, although GitHub shows it there', async () => {
  expect(await git.resolveRef(commits.fork)).toEqual({ outcome: 'not_in_repository', sha: commits.fork });
});

test.each(['no-such-branch', 'refs/pull/1/head', 'evil', '0123456789abcdef0123456789abcdef01234567', 'a b', ''])(
  '%p is unknown',
  async (ref) => {
    expect(await git.resolveRef(ref)).toEqual({ outcome: 'unknown' });
  },
);

test('a commit comes before those that were made on it', async () => {
  expect(await git.isAncestor(commits.first, commits.second)).toBe(true);
  expect(await git.isAncestor(commits.second, commits.first)).toBe(false);
  expect(await git.isAncestor(commits.second, commits.side)).toBe(true);
});
