import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import { recordRefusal } from '@pangeo-forge/db/invocations/record-refusal';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import { RequeueAfter } from '../work/work-handler.ts';
import type { RunnerCall } from './invocation-parts.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = { look: MINUTE_MS, submission: 5 * MINUTE_MS };
/** As long as GitHub is waited for. */
const MOST_MS = 48 * HOUR_MS;
/** A look that was not answered once is not worth a word. */
const WORTH_A_WORD_MS = MINUTE_MS;

export interface BakeryWait {
  /** In the bakery's words, as half a sentence. */
  said: string;
  /** A look at its jobs costs little and is repeated soon; a submission starts the runner and is repeated less and less often. */
  next: 'look' | 'submission';
}

/**
 * A bakery that takes no job for the moment, or does not say whether it did, is waited for. That holds no process and is not an attempt, but the run
 * keeps its place among those that the bakery may have at once: the others would only be refused, too.
 * @throws RequeueAfter always
 */
export async function waitForBakery(
  call: RunnerCall,
  bakery: BakeryConfig,
  { said, next }: BakeryWait,
): Promise<never> {
  const { parts, invocation } = call;
  const reason = parts.redactor.redact(`The bakery ${bakery.id} takes no job just now: ${said}.`);
  const isNews =
    next === 'submission' || invocation.refusedAt !== null || msSince(invocation.startedAt) > WORTH_A_WORD_MS;
  if (isNews) {
    const { id, recipeRunId } = invocation;
    await recordRefusal(parts.database.pool, { id, recipeRunId, actor: 'bakery', reason });
  }
  const pauseMs = Math.min(LONGEST_PAUSE_MS[next], Math.max(FIRST_PAUSE_MS, waitedMs(invocation) / 4));
  throw new RequeueAfter(Math.round(pauseMs * (1 + Math.random() / 5)), reason);
}

/**
 * The bakery's own deadline for a run, since its reaper ends a run that was not done by then; and two days at most. An outage is over by then, or
 * somebody must look after it.
 */
export function isPatienceOver(invocation: Invocation, bakery: BakeryConfig): boolean {
  return waitedMs(invocation) >= patienceMs(bakery);
}

export function patienceText(bakery: BakeryConfig): string {
  const hours = patienceMs(bakery) / HOUR_MS;
  return hours >= 1 ? `${Math.round(hours * 10) / 10} hours` : `${Math.round(hours * 60)} minutes`;
}

function patienceMs({ file }: BakeryConfig): number {
  return Math.min(MOST_MS, file.PangeoForge.deadline_hours * HOUR_MS);
}

function waitedMs({ refusedAt, startedAt }: Invocation): number {
  return msSince(refusedAt ?? startedAt);
}

function msSince(time: string | null): number {
  return time === null ? 0 : Date.now() - Date.parse(time);
}
