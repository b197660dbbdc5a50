import { admitInvocation } from '@pangeo-forge/db/admission/admit-invocation';
import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import type { Pool } from '@pangeo-forge/db/open-database';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import { RequeueAfter } from '../work/work-handler.ts';

const TRY_AGAIN_MS = 30_000;

/**
 * A bake starts when its budget allows it, and its bakery is not paused and has room.
 * @throws RequeueAfter while it must wait; the end of another run wakes it.
 */
export async function awaitTurn(
  { pool, waker }: { pool: Pool; waker: Pick<Waker, 'wake'> },
  invocation: Invocation,
  bakery: BakeryConfig,
): Promise<void> {
  const { max_concurrent_runs: limit, paused = null, budget: given } = bakery.file.PangeoForge;
  const budget = given && {
    run: given.run_vcpu_hours ?? null,
    month: given.month_vcpu_hours ?? null,
    feedstockMonth: given.feedstock_month_vcpu_hours ?? null,
  };
  const rules = { bakery: bakery.id, limit, paused, ...(budget ? { budget } : {}) };
  const admission = await admitInvocation(pool, invocation.id, rules);
  await waker.wake(admission.due);
  if (admission.outcome === 'waits') throw new RequeueAfter(TRY_AGAIN_MS, admission.reason);
}
