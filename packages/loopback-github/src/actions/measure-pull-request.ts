import { commitsBetween } from '../git/commits-between.ts';
import { diffFiles } from '../git/diff-files.ts';
import { mergeBase } from '../git/read-commit.ts';
import { writePullRef } from '../git/write-pull-ref.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import { writeCommitObject } from '../git/write-commit.ts';
import { branchTip, type PullRequestIssue, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { webFlow } from './signature.ts';

/** Where a pull request's own changes start: the last commit it shares with its base. */
export async function startOf(repository: Repository, { pull }: PullRequestIssue): Promise<string> {
  const base = await mergeBase(repository.git, pull.baseSha, pull.headSha);
  return base ?? pull.baseSha;
}

/** Counts commits, files and lines. */
export async function measurePullRequest(repository: Repository, issue: PullRequestIssue): Promise<void> {
  const { git } = repository;
  const { headSha } = issue.pull;
  const start = await startOf(repository, issue);
  const [commits, files] = await Promise.all([commitsBetween(git, start, headSha), diffFiles(git, start, headSha)]);
  issue.pull.counts = {
    commits: commits.length,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    changedFiles: files.length,
  };
}

/**
 * Tries the merge in the background, as GitHub does: `mergeable` is null until then, and
 * the test merge is at refs/pull/N/merge afterwards.
 */
export function refreshMergeability(world: World, repository: Repository, issue: PullRequestIssue): void {
  const { pull } = issue;
  pull.mergeable = null;
  const head = pull.headSha;
  world.inBackground(
    repository.exclusively(async () => {
      const base = branchTip(repository, pull.baseBranch);
      if (issue.state === 'closed' || head !== pull.headSha || !base) return;
      const tree = await mergeTrees(repository.git, base, head);
      if (tree) {
        const signature = webFlow(world.now());
        pull.mergeCommitSha = await writeCommitObject(repository.git, {
          tree,
          parents: [base, head],
          message: `Merge ${head} into ${base}`,
          author: signature,
          committer: signature,
        });
        await writePullRef(repository.git, `refs/pull/${issue.number}/merge`, pull.mergeCommitSha);
        repository.refs.set(`refs/pull/${issue.number}/merge`, pull.mergeCommitSha);
      }
      pull.mergeable = tree !== undefined;
    }),
  );
}
