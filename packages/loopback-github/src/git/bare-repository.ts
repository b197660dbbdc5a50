import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitRepository } from './git-repository.ts';
import { gitText } from './run-git.ts';

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

/** Creates an empty bare repository without `git init`, which costs a process. */
export async function createBareRepository(path: string, defaultBranch: string): Promise<void> {
  await Promise.all(['objects', 'refs/heads', 'refs/tags'].map((dir) => mkdir(join(path, dir), { recursive: true })));
  await Promise.all([
    writeFile(join(path, 'config'), CONFIG),
    writeFile(join(path, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`),
  ]);
}

/** Copies branches and tags of `source` into a new bare repository. */
export async function forkBareRepository(
  source: GitRepository,
  fork: GitRepository,
  defaultBranch: string,
): Promise<void> {
  await createBareRepository(fork.path, defaultBranch);
  await fetchRefs(fork, source, ['refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*']);
}

/** Fetches from another bare repository on this disk. */
export async function fetchRefs(git: GitRepository, source: GitRepository, refspecs: string[]): Promise<void> {
  await gitText(git, ['fetch', '--quiet', '--force', '--no-tags', source.path, ...refspecs]);
}

/** All refs: full name to object id. */
export async function readRefs(git: GitRepository): Promise<Map<string, string>> {
  const listing = await gitText(git, ['for-each-ref', '--format=%(objectname) %(refname)']);
  return new Map(
    listing
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(41), line.slice(0, 40)]),
  );
}
