import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RepositoryClient } from '../repository-client.ts';

/** The newest commit of a branch. A new repository's branch shows a moment late. */
export async function branchHead(repo: RepositoryClient, branch: string): Promise<{ sha: string; treeSha: string }> {
  const sha = await repo.git.branchSha(branch);
  if (sha === null) {
    throw new AppError('github_refused', `${repo.fullName} has no branch ${branch}.`, { context: { status: 404 } });
  }
  return { sha, treeSha: (await repo.git.commitTree(sha)).treeSha };
}
