import { checkAgain, HOUR_MS, MINUTE_MS, type ReconcileStep } from './reconcile-step.ts';

/** Role `run` gives up after an hour; this is for a role `run` that is not there. */
const LIMIT_MS = 2 * HOUR_MS;
const RECHECK_MS = 10 * MINUTE_MS;

/**
 * The next step for a run whose bakery reported success: what it wrote is being inspected. A cancellation comes too
 * late.
 */
export function stepWhileInspected(bakedMs: number): ReconcileStep {
  return bakedMs < LIMIT_MS
    ? checkAgain(Math.min(RECHECK_MS, LIMIT_MS - bakedMs), 'what it wrote is being inspected')
    : { do: 'give_up_inspection' };
}
