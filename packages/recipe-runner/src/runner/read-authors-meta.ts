import { posix } from 'node:path';
import { parse } from 'yaml';
import { type GitContext, runGit } from './run-git.ts';

/**
 * meta.yaml as the author wrote it, from our own copy of the repository, where recipe code cannot have changed it. Empty when it is no mapping.
 * Needed because the runner prints only the fields that its version knows: 0.10 drops `bakery`, among others.
 * @throws when git cannot be run here: an author is not to be told that fields are missing which nobody could read.
 */
export async function readAuthorsMeta(
  context: GitContext,
  repository: string,
  sha: string,
  subdir: string,
): Promise<Record<string, unknown>> {
  const shown = await runGit(context, [
    '--git-dir',
    repository,
    'cat-file',
    'blob',
    `${sha}:${posix.join(subdir, 'meta.yaml')}`,
  ]);
  if (shown.broke) throw new Error(`git does not work on this machine: ${shown.complaint}`);
  if (!shown.ok) return {};
  try {
    const content: unknown = parse(shown.stdout);
    return content !== null && typeof content === 'object' && !Array.isArray(content) ? { ...content } : {};
  } catch {
    // The runner reads the same file and tells the author what is wrong with it.
    return {};
  }
}
