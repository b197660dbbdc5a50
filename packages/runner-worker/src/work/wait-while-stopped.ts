import { DISPATCHING_STOPPED, readDispatching } from '@pangeo-forge/db/settings/dispatching';
import type { Queryable } from '@pangeo-forge/db/transaction';
import { RequeueAfter } from './work-handler.ts';

/** Resuming wakes what waits: this is for the case that the wake-up is lost. */
const RECHECK_MS = 60_000;

/**
 * Call this before starting anything new.
 * @throws RequeueAfter while an operator has stopped dispatching.
 */
export async function waitWhileStopped(db: Queryable): Promise<void> {
  const dispatching = await readDispatching(db);
  if (dispatching.stopped)
    throw new RequeueAfter(RECHECK_MS, `${DISPATCHING_STOPPED}: ${dispatching.reason}`, 'operators');
}
