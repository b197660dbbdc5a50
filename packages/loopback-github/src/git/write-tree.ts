import type { GitRepository } from './git-repository.ts';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readTree, type TreeEntry } from './read-tree.ts';
import { gitText, ZERO_SHA } from './run-git.ts';

export async function writeBlob(git: GitRepository, content: Uint8Array | string): Promise<string> {
  return gitText(git, ['hash-object', '-w', '--stdin'], { input: content });
}

export interface TreeChange {
  path: string;
  mode: string;
  /** Null removes the path. */
  sha: string | null;
}

/** Writes a tree: `base`'s entries (none without it) with the changes applied. A change can also be a folder. */
export async function writeTree(git: GitRepository, base: string | undefined, changes: TreeChange[]): Promise<string> {
  const index = join(git.path, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  const files = await Promise.all(
    changes.map((change) => (change.mode === FOLDER ? spread(git, base, change) : Promise.resolve([change]))),
  );
  const lines = files.flat().map(({ path, mode, sha }) => `${sha ? mode : '0'} ${sha ?? ZERO_SHA}\t${path}\0`);
  try {
    await gitText(git, base ? ['read-tree', base] : ['read-tree', '--empty'], { env });
    await gitText(git, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    return await gitText(git, ['write-tree'], { env });
  } finally {
    await rm(index, { force: true });
  }
}

const FOLDER = '040000';

/**
 * A folder's change as changes of files, since an index has no folders: removes the present ones, adds those of the new
 * tree.
 */
async function spread(git: GitRepository, base: string | undefined, { path, sha }: TreeChange): Promise<TreeChange[]> {
  const present = base === undefined ? undefined : await git.read(`${base}:${path}`);
  const removed = present?.type === 'tree' ? await filesIn(git, present.sha) : [];
  const placed = sha ? await filesIn(git, sha) : [];
  return [
    ...removed.map((file) => ({ path: `${path}/${file.path}`, mode: file.mode, sha: null })),
    ...placed.map((file) => ({ path: `${path}/${file.path}`, mode: file.mode, sha: file.sha })),
  ];
}

async function filesIn(git: GitRepository, treeish: string): Promise<TreeEntry[]> {
  return (await readTree(git, treeish, true)).filter(({ type }) => type !== 'tree');
}
