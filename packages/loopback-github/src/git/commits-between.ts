import type { GitRepository } from './git-repository.ts';
import { type GitCommit, readCommit, readCommits } from './read-commit.ts';

const LONGEST_WALK = 50;

/** Commits of `to` that are not in `from`, oldest first. A short straight line is walked without starting git. */
export function commitsBetween(git: GitRepository, from: string | undefined, to: string): Promise<GitCommit[]> {
  return git.remember(`commits ${from} ${to}`, async () => {
    const line: GitCommit[] = [];
    for (let sha = to; line.length < LONGEST_WALK; ) {
      if (sha === from) return line.reverse();
      const commit = await readCommit(git, sha);
      line.push(commit);
      const [parent, ...others] = commit.parents;
      if (parent === undefined && from === undefined) return line.reverse();
      if (parent === undefined || others.length > 0) break;
      sha = parent;
    }
    return readCommits(git, ['--reverse', to, ...(from === undefined ? [] : [`^${from}`]), '--']);
  });
}
