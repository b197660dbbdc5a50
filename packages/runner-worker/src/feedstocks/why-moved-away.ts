import { findFeedstock } from '@pangeo-forge/db/feedstocks/find-feedstock';
import { hasMoved } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { Orchestrator } from '../registry/orchestrator.ts';

/**
 * Why nothing can be done any more in a repository that was given to another account; null for other errors, and for a feedstock that the App works for
 * in its new place: there GitHub tells of the transfer, the work goes by the new name from then on, and until then it is tried again.
 */
export async function whyMovedAway(
  { github, database }: Pick<Orchestrator, 'github' | 'database'>,
  formerName: string,
  error: unknown,
): Promise<string | null> {
  if (!hasMoved(error)) return null;
  const present = (await (await github.repository(RepoFullName.parse(formerName))).settings.get())?.fullName;
  if (present === undefined) return null;
  if (!(await isInstalledOn(github, present)))
    return `the repository is ${present} now, and the App is not installed on it there`;
  const isFeedstock = (await findFeedstock(database.pool, formerName)) ?? (await findFeedstock(database.pool, present));
  return isFeedstock ? null : `the repository is ${present} now, and was no feedstock that is known here`;
}

async function isInstalledOn(github: Orchestrator['github'], fullName: string): Promise<boolean> {
  try {
    const known = await github.repositoriesOf(RepoFullName.parse(fullName).owner);
    return known.some((name) => name.toLowerCase() === fullName.toLowerCase());
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false;
    throw error;
  }
}
