import { posix } from 'node:path';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { readCommittedText } from '../runner/read-committed-text.ts';
import type { GitContext } from '../runner/run-git.ts';
import type { FailureFacts } from './clues.ts';

/**
 * What the author's own files say about a failure: the first error that lint finds in meta.yaml, and requirements.txt.
 */
export async function readClues(
  git: GitContext,
  { repository, sha }: { repository: string; sha: string },
  subdir: string,
): Promise<Pick<FailureFacts, 'metaError' | 'requirements'>> {
  // without them the failure is explained all the same
  const textOf = (name: string) =>
    readCommittedText(git, { repository, sha }, posix.join(subdir, name)).catch(() => null);
  const meta = await textOf('meta.yaml');
  const problems = meta === null ? [] : await authorsText.lintMeta(meta, { mayBeMapping: true });
  return {
    metaError: problems.find(({ severity }) => severity === 'error'),
    requirements: await textOf('requirements.txt'),
  };
}
