import { readDispatching } from '../settings/read-dispatching.ts';
import type { Queryable } from '../transaction.ts';
import { findQueuePlace } from './find-queue-place.ts';
import { findPause } from './pause.ts';
import { readRunWait } from './read-run-wait.ts';
import { type Why, whyWaits } from './why-waits.ts';

/** What the bakery's file says of its runs; both null where it is not configured any more. */
export interface WaitRules {
  limit: number | null;
  paused: string | null;
}

/** Whether and for what a run waits now; null when there is no such run. */
export async function readWhyWaits(db: Queryable, runId: number, { limit, paused }: WaitRules): Promise<Why | null> {
  const run = await readRunWait(db, runId);
  if (!run) return null;
  return whyWaits({
    run,
    queue: await findQueuePlace(db, run),
    limit,
    paused: paused ?? (await findPause(db, run.bakery))?.reason ?? null,
    dispatching: await readDispatching(db),
  });
}
