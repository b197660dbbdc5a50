import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { connectGitHubApp } from './connect-github-app.ts';
import type { GitData } from './git-data.ts';

const REPO = 'pangeo-forge/sst-feedstock';
const LIMIT = 128 * 1024;

let github: LoopbackGitHub;
let git: GitData;

beforeAll(async () => {
  github = await startLoopbackGitHub();
  const { app } = await populateGitHub(github, {
    repository: 'sst-feedstock',
    files: {
      'top.txt': 'top\n',
      'd/text': 'text\n',
      'd/program': { content: 'run\n', mode: '100755' },
      'd/full': Buffer.alloc(LIMIT, 'x'),
      'd/larger': Buffer.alloc(LIMIT + 1, 'x'),
      'd/megabytes': Buffer.alloc(1024 ** 2 + 1, 'x'),
      'd/link': { content: 'text', mode: '120000' },
      'd/second-link': { content: 'link', mode: '120000' },
      'd/folder/text': 'text\n',
      'd/bytes': Buffer.from([0x61, 0xff, 0x62]),
      'linked-folder': { content: 'd', mode: '120000' },
    },
    app: { name: 'app' },
  });
  const connected = connectGitHubApp({ appId: String(app.id), privateKey: app.privateKey, apiUrl: github.apiUrl });
  git = (await connected.repository(RepoFullName.parse(REPO))).git;
});

afterAll(() => github.stop());

test('plain files are read as they are', async () => {
  const files = await git.readPlainFiles('d', 'main', ['text', 'program', 'none']);
  expect(files).toEqual({
    text: { outcome: 'read', text: 'text\n' },
    program: { outcome: 'read', text: 'run\n' },
    none: { outcome: 'absent' },
  });
  expect(await git.readPlainFile('top.txt', 'main')).toEqual({ outcome: 'read', text: 'top\n' });
  expect(await git.readPlainFile('no/folder/text', 'main')).toEqual({ outcome: 'absent' });
  expect(await git.readPlainFile('d/full', 'main')).toMatchObject({ outcome: 'read' });
});

test('what is there and is no plain file is never absent, and never empty', async () => {
  const names = ['larger', 'megabytes', 'link', 'second-link', 'folder', 'bytes'] as const;
  expect(await git.readPlainFiles('d', 'main', names)).toEqual({
    larger: { outcome: 'unreadable', reason: 'is larger than 128 kB' },
    megabytes: { outcome: 'unreadable', reason: 'is larger than 128 kB' },
    link: { outcome: 'unreadable', reason: 'is a symbolic link' },
    'second-link': { outcome: 'unreadable', reason: 'is a symbolic link' },
    folder: { outcome: 'unreadable', reason: 'is not a file' },
    bytes: { outcome: 'unreadable', reason: 'is not UTF-8 text' },
  });
  expect(await git.readPlainFile('linked-folder/text', 'main')).toMatchObject({ outcome: 'unreadable' });
  const unknown = 'f'.repeat(40);
  expect(await git.readPlainFile('top.txt', unknown)).toMatchObject({ outcome: 'unreadable' });
  expect(await git.readPlainFile('d/text', unknown)).toMatchObject({ outcome: 'unreadable' });
});
