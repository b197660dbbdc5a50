import { DISPATCHING_STOPPED, readDispatching } from '@pangeo-forge/db/settings/dispatching';
import type { Queryable } from '@pangeo-forge/db/transaction';
import { RequeueAfter } from './work-handler.ts';

/** Resuming wakes what waits: this is only for the case that it is not heard. */
const LOOK_AGAIN_MS = 60_000;

/**
 * To be called before anything new is started.
 * @throws RequeueAfter while an operator lets nothing start.
 */
export async function waitWhileStopped(db: Queryable): Promise<void> {
  const dispatching = await readDispatching(db);
  if (dispatching.stopped)
    throw new RequeueAfter(LOOK_AGAIN_MS, `${DISPATCHING_STOPPED}: ${dispatching.reason}`, 'operators');
}
