import type { GitRepository } from './git-repository.ts';
import { mergeBase, readCommit } from './read-commit.ts';
import { GitError, gitText } from './run-git.ts';

/**
 * The tree of merging `theirs` into `ours`, or `undefined` when they conflict. Needs git 2.38 unless one contains the
 * other.
 */
export async function mergeTrees(git: GitRepository, ours: string, theirs: string): Promise<string | undefined> {
  const base = await mergeBase(git, ours, theirs);
  if (base === ours) return (await readCommit(git, theirs)).tree;
  if (base === theirs) return (await readCommit(git, ours)).tree;
  if (base === undefined) return undefined;
  try {
    const [tree = ''] = (await gitText(git, ['merge-tree', '--write-tree', ours, theirs])).split('\n');
    return tree;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    if (error instanceof GitError && error.exitCode === 129) {
      throw new Error('merging branches that have both moved needs git 2.38 or newer: install it', { cause: error });
    }
    throw error;
  }
}

export async function isAncestor(git: GitRepository, ancestor: string, descendant: string): Promise<boolean> {
  return (await mergeBase(git, ancestor, descendant)) === ancestor;
}
