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

const LOOK_AGAIN_MS = 300;

export interface NamedRepository {
  /** GitHub's; deliveries of our own do not tell it. */
  id: number | undefined;
  /** As the event has it. */
  fullName: string;
}

/**
 * The name that an event's repository goes by now. A delivery from before it was renamed goes on in the lane of the pull request that is known by the
 * new name.
 * @throws RequeueAfter while somebody works in that lane.
 */
export async function underCurrentName(
  db: Queryable,
  work: LeasedWork,
  { id, fullName }: NamedRepository,
): Promise<{ work: LeasedWork; fullName: string }> {
  const current = id === undefined ? null : await findCurrentName(db, id);
  if (current === null || current === fullName) return { work, fullName };
  const moved = await moveDelivery(db, work, fullName, current);
  if (!moved) throw new RequeueAfter(LOOK_AGAIN_MS, `somebody is at the same pull request of ${current} just now`);
  return { work: moved, fullName: current };
}
