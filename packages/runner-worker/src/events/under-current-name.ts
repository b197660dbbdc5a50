import { moveDelivery } from '@pangeo-forge/db/deliveries/move-delivery';
import { findCurrentName } from '@pangeo-forge/db/feedstocks/current-name';
import type { Queryable } from '@pangeo-forge/db/transaction';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { ComeBackLater } from '../work/come-back-later.ts';

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
 * @throws ComeBackLater while somebody works in that lane.
 */
export async function underCurrentName(
  db: Queryable,
  work: LeasedWork,
  { id, fullName }: NamedRepository,
): Promise<{ work: LeasedWork; fullName: string }> {
  const current = id === undefined ? null : await findCurrentName(db, id);
  if (current === null || current === fullName) return { work, fullName };
  const moved = await moveDelivery(db, work, fullName, current);
  if (!moved) throw new ComeBackLater(LOOK_AGAIN_MS, `somebody is at the same pull request of ${current} just now`);
  return { work: moved, fullName: current };
}
