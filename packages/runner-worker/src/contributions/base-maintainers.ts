import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { maintainersOf } from '@pangeo-forge/shared/meta/maintainers-of';
import type { PullRequestContext } from '../registry/pull-request-context.ts';

const FEEDSTOCK_META = 'feedstock/meta.yaml';

/**
 * Logins of the maintainers that a feedstock's meta.yaml names on the base branch, in lower case: what the pull request itself says counts for
 * nothing. In staged-recipes nobody is named before the merge.
 */
export async function baseMaintainers(
  { repository, repo }: Pick<PullRequestContext, 'repository' | 'repo'>,
  pull: Pick<PullRequest, 'baseRef'>,
): Promise<string[]> {
  if (repository.isStagedRecipes) return [];
  return maintainersOf(await repo.git.readFile(FEEDSTOCK_META, pull.baseRef));
}
