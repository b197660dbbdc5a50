import type { RunEvent } from '@pangeo-forge/db/runs/next-run-state';

/** What is to be done about a run after a look at it. */
export type ReconcileStep =
  | { do: 'end'; event: RunEvent }
  /** The bakery is told to cancel the job first. */
  | { do: 'cancel_and_end'; event: RunEvent }
  | { do: 'cancel'; lookAgainMs: number; why: string }
  | { do: 'look_again'; inMs: number; why: string }
  | { do: 'nothing' };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

export function lookAgain(inMs: number, why: string): ReconcileStep {
  return { do: 'look_again', inMs: Math.max(SECOND_MS, inMs), why };
}

export function end(event: RunEvent): ReconcileStep {
  return { do: 'end', event };
}

export function hoursText(hours: number): string {
  return hours >= 1 ? `${Math.round(hours * 10) / 10} hours` : `${Math.round(hours * 60)} minutes`;
}
