import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { reconciliationWork } from '../work/work.ts';

/** Makes a run's comparison with its bakery due: now, or after a delay. Call it in the transaction of what causes it. */
export function followRun(db: Queryable, runId: number, delayMs = 0): Promise<DueWork> {
  return enqueueWork(db, { ...reconciliationWork(runId), delayMs });
}
