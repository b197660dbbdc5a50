import { mergeBase } from './read-commit.ts';
import { GitError, gitText } from './run-git.ts';

/** The tree of merging `theirs` into `ours`, or `undefined` when they conflict. Needs git 2.38 unless one contains the other. */
export async function mergeTrees(gitDir: string, ours: string, theirs: string): Promise<string | undefined> {
  const base = await mergeBase(gitDir, ours, theirs);
  if (base === ours) return gitText(gitDir, ['rev-parse', `${theirs}^{tree}`]);
  if (base === theirs) return gitText(gitDir, ['rev-parse', `${ours}^{tree}`]);
  if (base === undefined) return undefined;
  try {
    const [tree = ''] = (await gitText(gitDir, ['merge-tree', '--write-tree', ours, theirs])).split('\n');
    return tree;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

export async function isAncestor(gitDir: string, ancestor: string, descendant: string): Promise<boolean> {
  return (await mergeBase(gitDir, ancestor, descendant)) === ancestor;
}
