import { admitInvocation } from '@pangeo-forge/db/admission/admit-invocation';
import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import type { Pool } from '@pangeo-forge/db/open-database';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import { RequeueAfter } from '../work/work-handler.ts';

const TRY_AGAIN_MS = 30_000;

/**
 * A bake starts when its bakery is not paused and has room.
 * @throws RequeueAfter while it must wait; the end of another run wakes it.
 */
export async function awaitTurn(
  { pool, waker }: { pool: Pool; waker: Pick<Waker, 'wake'> },
  invocation: Invocation,
  bakery: BakeryConfig,
): Promise<void> {
  const { max_concurrent_runs: limit, paused } = bakery.file.PangeoForge;
  const admission = await admitInvocation(pool, invocation.id, { bakery: bakery.id, limit, paused: paused ?? null });
  await waker.wake(admission.due);
  if (admission.outcome === 'waits') throw new RequeueAfter(TRY_AGAIN_MS, admission.reason);
}
