import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { gitEnvironment, gitText } from './run-git.ts';

// As GitHub: any object may be fetched by its id, and nobody pushes to refs/pull.
const CONFIG = `[core]
	repositoryformatversion = 0
	bare = true
	logAllRefUpdates = false
[gc]
	auto = 0
[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
	allowReachableSHA1InWant = true
	allowFilter = true
[receive]
	hideRefs = refs/pull
	autogc = false
`;

/** Makes an empty bare repository; by hand, since `git init` costs a process. */
export async function createBareRepository(gitDir: string, defaultBranch: string): Promise<void> {
  await Promise.all(['objects', 'refs/heads', 'refs/tags'].map((dir) => mkdir(join(gitDir, dir), { recursive: true })));
  await Promise.all([
    writeFile(join(gitDir, 'config'), CONFIG),
    writeFile(join(gitDir, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`),
  ]);
}

/** Copies branches and tags of `source` into a new bare repository. */
export async function forkBareRepository(source: string, gitDir: string, defaultBranch: string): Promise<void> {
  await createBareRepository(gitDir, defaultBranch);
  await fetchRefs(gitDir, source, ['refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*']);
}

/** Fetches from another bare repository on this disk. */
export async function fetchRefs(gitDir: string, source: string, refspecs: string[]): Promise<void> {
  await execa('git', [`--git-dir=${gitDir}`, 'fetch', '--quiet', '--force', '--no-tags', source, ...refspecs], {
    extendEnv: false,
    env: gitEnvironment(),
    stdin: 'ignore',
  });
}

/** All refs: full name to object id. */
export async function readRefs(gitDir: string): Promise<Map<string, string>> {
  const listing = await gitText(gitDir, ['for-each-ref', '--format=%(objectname) %(refname)']);
  return new Map(
    listing
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(41), line.slice(0, 40)]),
  );
}
