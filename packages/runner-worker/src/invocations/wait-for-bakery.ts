import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import { recordRefusal } from '@pangeo-forge/db/invocations/record-refusal';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import { RequeueAfter } from '../work/work-handler.ts';
import type { RunnerCall } from './invocation-parts.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MIN_PAUSE_MS = 15_000;
const MAX_PAUSE_MS = { poll: MINUTE_MS, submission: 5 * MINUTE_MS };
/** As long as work waits for GitHub. */
const MAX_MS = 48 * HOUR_MS;
/** A single request without an answer is not recorded. */
const WORTH_RECORDING_MS = MINUTE_MS;

export interface BakeryWait {
  /** The bakery's answer, as half a sentence. */
  message: string;
  /**
   * A request for its jobs costs little and is repeated soon; a submission starts the runner and is repeated less and
   * less often.
   */
  next: 'poll' | 'submission';
}

/**
 * Waits for a bakery that accepts no job at the moment, or does not answer whether it did. The wait takes no process
 * and is not an attempt, but the run keeps its place among those that the bakery may have at once: others would be
 * refused too.
 * @throws RequeueAfter always
 */
export async function waitForBakery(
  call: RunnerCall,
  bakery: BakeryConfig,
  { message, next }: BakeryWait,
): Promise<never> {
  const { parts, invocation } = call;
  const reason = parts.redactor.redact(`The bakery ${bakery.id} accepts no job at the moment: ${message}.`);
  const isWorthRecording =
    next === 'submission' || invocation.refusedAt !== null || msSince(invocation.startedAt) > WORTH_RECORDING_MS;
  if (isWorthRecording) {
    const { id, recipeRunId } = invocation;
    await recordRefusal(parts.database.pool, { id, recipeRunId, actor: 'bakery', reason });
  }
  const pauseMs = Math.min(MAX_PAUSE_MS[next], Math.max(MIN_PAUSE_MS, waitedMs(invocation) / 4));
  throw new RequeueAfter(Math.round(pauseMs * (1 + Math.random() / 5)), reason);
}

/**
 * Whether the wait has reached the bakery's deadline for a run, or two days: by then an outage is over, or somebody has
 * to act.
 */
export function hasWaitedTooLong(invocation: Invocation, bakery: BakeryConfig): boolean {
  return waitedMs(invocation) >= waitLimitMs(bakery);
}

export function waitLimitText(bakery: BakeryConfig): string {
  const hours = waitLimitMs(bakery) / HOUR_MS;
  return hours >= 1 ? `${Math.round(hours * 10) / 10} hours` : `${Math.round(hours * 60)} minutes`;
}

function waitLimitMs({ file }: BakeryConfig): number {
  return Math.min(MAX_MS, file.PangeoForge.deadline_hours * HOUR_MS);
}

function waitedMs({ refusedAt, startedAt }: Invocation): number {
  return msSince(refusedAt ?? startedAt);
}

function msSince(time: string | null): number {
  return time === null ? 0 : Date.now() - Date.parse(time);
}
