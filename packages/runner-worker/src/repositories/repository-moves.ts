import { moveDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { findCurrentName } from '@pangeo-forge/db/feedstocks/repository-names';
import { findFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import type { Queryable } from '@pangeo-forge/db/transaction';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { hasMoved } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { RequeueAfter } from '../work/work-handler.ts';

/**
 * Why nothing can be done any more in a repository that was transferred to another account. Null for other errors, and
 * for a feedstock whose new account has the App: GitHub sends an event about the transfer, after which the work uses
 * the new name, and until then it is retried.
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
    return `the repository is now ${present}, and the App is not installed there`;
  const isFeedstock = (await findFeedstock(database.pool, formerName)) ?? (await findFeedstock(database.pool, present));
  return isFeedstock ? null : `the repository is now ${present}, and is no feedstock that is known here`;
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

const RECHECK_MS = 300;

export interface NamedRepository {
  /** GitHub's id; deliveries of our own have none. */
  id: number | undefined;
  /** As the event has it. */
  fullName: string;
}

/**
 * The present name of an event's repository. A delivery from before it was renamed moves to the subject of the pull
 * request under the new name.
 * @throws RequeueAfter while other work on that subject is in progress.
 */
export async function underCurrentName(
  db: Queryable,
  work: LeasedWork,
  { id, fullName }: NamedRepository,
): Promise<{ work: LeasedWork; fullName: string }> {
  const current = id === undefined ? null : await findCurrentName(db, id);
  if (current === null || current === fullName) return { work, fullName };
  const moved = await moveDelivery(db, work, fullName, current);
  if (!moved) throw new RequeueAfter(RECHECK_MS, `other work on the same pull request of ${current} is in progress`);
  return { work: moved, fullName: current };
}
