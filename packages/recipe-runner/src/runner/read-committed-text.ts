import { type GitContext, runGit } from './run-git.ts';

/**
 * Text of a file as a commit has it in our own copy of the repository; null when it is not there, or is larger than
 * 1 MiB.
 * @throws when git cannot be run here: the author must not be blamed for what could not be read.
 */
export async function readCommittedText(
  context: GitContext,
  { repository, sha }: { repository: string; sha: string },
  path: string,
): Promise<string | null> {
  const shown = await runGit(context, ['--git-dir', repository, 'cat-file', 'blob', `${sha}:${path}`]);
  if (shown.broke) throw new Error(`git does not work on this machine: ${shown.complaint}`);
  return shown.ok ? shown.stdout : null;
}
