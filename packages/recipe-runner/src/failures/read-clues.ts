import { posix } from 'node:path';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { type GitContext, runGit } from '../runner/run-git.ts';
import type { FailureFacts } from './clues.ts';

/** What the author's own files say about a failure: the first error that lint finds in meta.yaml, and requirements.txt. */
export async function readClues(
  git: GitContext,
  { repository, sha }: { repository: string; sha: string },
  subdir: string,
): Promise<Pick<FailureFacts, 'metaError' | 'requirements'>> {
  const textOf = async (name: string) => {
    const shown = await runGit(git, [
      '--git-dir',
      repository,
      'cat-file',
      'blob',
      `${sha}:${posix.join(subdir, name)}`,
    ]);
    return shown.ok ? shown.stdout : null;
  };
  const meta = await textOf('meta.yaml');
  const problems = meta === null ? [] : await authorsText.lintMeta(meta, { mayBeMapping: true });
  return {
    metaError: problems.find(({ severity }) => severity === 'error'),
    requirements: await textOf('requirements.txt'),
  };
}
