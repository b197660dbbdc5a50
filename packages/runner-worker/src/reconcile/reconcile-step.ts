import type { RunEvent } from '@pangeo-forge/db/runs/next-run-state';

/** What to do about a run after it was checked. */
export type ReconcileStep =
  | { do: 'end'; event: RunEvent }
  /** The job is cancelled at its bakery first. */
  | { do: 'cancel_and_end'; event: RunEvent }
  | { do: 'cancel'; checkAgainMs: number; why: string }
  | { do: 'check_again'; inMs: number; why: string }
  /** The run succeeds, and its dataset is not verified. */
  | { do: 'give_up_inspection' }
  | { do: 'nothing' };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

export function checkAgain(inMs: number, why: string): ReconcileStep {
  return { do: 'check_again', inMs: Math.max(SECOND_MS, inMs), why };
}

export function end(event: RunEvent): ReconcileStep {
  return { do: 'end', event };
}

export function hoursText(hours: number): string {
  return hours >= 1 ? `${Math.round(hours * 10) / 10} hours` : `${Math.round(hours * 60)} minutes`;
}
