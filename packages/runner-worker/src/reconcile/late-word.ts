import type { FollowedRun } from '@pangeo-forge/db/following/find-followed-run';
import { HOUR_MS } from './reconcile-step.ts';

const LATE_WORD_DAYS = 3;
const ASK_EVERY_MS = HOUR_MS;

/** Whether a run ended by a guess of ours that its bakery's own word may still correct. */
export function awaitsLateWord(run: FollowedRun): boolean {
  const guessed = run.conclusion === 'stale' || run.conclusion === 'timed_out';
  return run.status === 'completed' && guessed && !run.corrected && run.ours && run.submittedMs !== null;
}

/** When to ask next; null: nobody asks any more, though the bakery may still say something by itself. */
export function nextLateLook(run: FollowedRun): number | null {
  return (run.completedMs ?? 0) < LATE_WORD_DAYS * 24 * HOUR_MS ? ASK_EVERY_MS : null;
}
