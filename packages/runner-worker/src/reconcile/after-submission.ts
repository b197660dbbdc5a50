import type { Observation } from '@pangeo-forge/bakeries/bakery';
import type { FollowedRun } from '@pangeo-forge/db/following/find-followed-run';
import { whoCancelled } from '@pangeo-forge/db/runs/cancellation-reason';
import type { ReaperRules } from './reconcile-parts.ts';
import { end, HOUR_MS, hoursText, checkAgain, MINUTE_MS, type ReconcileStep, SECOND_MS } from './reconcile-step.ts';

const ACTOR = 'reconciler';
const SOON_MS = 5 * SECOND_MS;
const RARELY_MS = 10 * MINUTE_MS;
/** For a bakery to show a job that the runner did not mention. */
const CONFIRM_UNPRINTED_MS = 90 * SECOND_MS;

/** `no_answer`: the bakery was asked and did not answer. */
export type BakeryAnswer = Observation | { outcome: 'no_answer'; why: string };

/**
 * The next step for a run whose job was submitted, from the bakery's answer about it. The caller handles jobs that have
 * ended.
 */
export function stepAfterSubmission(run: FollowedRun, answer: BakeryAnswer, rules: ReaperRules): ReconcileStep {
  const deadlineMs = rules.deadline_hours * HOUR_MS - (run.submittedMs ?? 0);
  switch (answer.outcome) {
    case 'observed':
      return stepOfRunningJob(run, answer.job.state === 'stopping', deadlineMs, rules);
    case 'unknown_job':
      return stepOfUnknownJob(run, rules);
    case 'cannot_tell':
      if (run.cancelRequestedBy) return stepOfUnconfirmedCancellation(run.cancelRequestedBy);
      return deadlineMs > 0
        ? checkAgain(Math.min(deadlineMs, RARELY_MS), 'the bakery reports by itself')
        : end({
            type: 'timed_out',
            actor: ACTOR,
            reason: `The bakery reported no result within ${hoursText(rules.deadline_hours)}.`,
          });
    case 'no_answer':
      return stepWithoutAnswer(run, answer.why, deadlineMs, rules);
  }
}

function stepOfRunningJob(run: FollowedRun, stopping: boolean, deadlineMs: number, rules: ReaperRules): ReconcileStep {
  if (deadlineMs <= 0) {
    const reason = `The job did not finish within ${hoursText(rules.deadline_hours)} and was cancelled.`;
    return { do: 'cancel_and_end', event: { type: 'timed_out', actor: ACTOR, reason } };
  }
  if (run.cancelRequestedBy) {
    const why = `${run.cancelRequestedBy} requested the cancellation, and the bakery has not confirmed it yet`;
    return stopping ? checkAgain(SOON_MS, why) : { do: 'cancel', checkAgainMs: SOON_MS, why };
  }
  return checkAgain(Math.min(pauseOfRunningJob(run.submittedMs ?? 0, rules), deadlineMs), 'the job is running');
}

/** A tenth of its age, between limits. */
export function pauseOfRunningJob(submittedMs: number, rules: ReaperRules): number {
  return jittered(Math.min(rules.ask_every_seconds * SECOND_MS, Math.max(SOON_MS, submittedMs / 10)));
}

function stepOfUnknownJob(run: FollowedRun, rules: ReaperRules): ReconcileStep {
  const sinceMs = run.observedMs ?? run.submittedMs ?? 0;
  const printedNoJob = run.observedMs === null && run.invocation?.state === 'ended' && !run.invocation.printedJob;
  const confirmMs = rules.confirm_within_minutes * MINUTE_MS;
  const limitMs = printedNoJob ? Math.min(CONFIRM_UNPRINTED_MS, confirmMs) : confirmMs;
  if (sinceMs < limitMs)
    return checkAgain(
      Math.min(jittered(Math.max(SOON_MS, sinceMs / 4)), MINUTE_MS, limitMs - sinceMs),
      'the bakery does not know the job yet',
    );
  return end({ type: 'lost', actor: ACTOR, reason: reasonOfUnknownJob(run, printedNoJob) });
}

function reasonOfUnknownJob({ jobName, observedMs }: FollowedRun, printedNoJob: boolean): string {
  if (observedMs !== null) return `The bakery does not know the job ${jobName} any more, so its result is unknown.`;
  return printedNoJob
    ? `The runner ended without an error but submitted no job: it printed none, and the bakery has none named ${jobName}. The log shows the runner’s last lines.`
    : `The runner reported that it submitted the job ${jobName}, but the bakery knows no job of that name.`;
}

function stepWithoutAnswer(run: FollowedRun, why: string, deadlineMs: number, rules: ReaperRules): ReconcileStep {
  const silenceMs = Math.min(run.observedMs ?? Infinity, run.submittedMs ?? 0);
  if (deadlineMs <= 0)
    return end({
      type: 'timed_out',
      actor: ACTOR,
      reason: `It did not finish within ${hoursText(rules.deadline_hours)}, and its bakery does not answer.`,
    });
  const limitMs = rules.lost_after_hours * HOUR_MS;
  if (silenceMs >= limitMs)
    return end({
      type: 'lost',
      actor: ACTOR,
      reason: `Its bakery did not answer for ${hoursText(rules.lost_after_hours)} (${why})`,
    });
  // so that runs whose jobs ended meanwhile end within about a minute after the outage
  const pauseMs = jittered(Math.min(MINUTE_MS, Math.max(SOON_MS, silenceMs / 4)));
  return checkAgain(Math.min(pauseMs, deadlineMs, limitMs - silenceMs), why);
}

/** Up to a fifth more, so that runs that were checked together spread out. */
function jittered(ms: number): number {
  return Math.round(ms * (1 + Math.random() / 5));
}

/** Nothing can confirm it, and people should not have to wait for the deadline. */
function stepOfUnconfirmedCancellation(actor: string): ReconcileStep {
  const reason = `${whoCancelled(actor)} This bakery takes no cancellations: its job may go on, and its result is ignored.`;
  return end({ type: 'cancelled', actor, reason });
}

const LATE_CORRECTION_DAYS = 3;
const ASK_EVERY_MS = HOUR_MS;

/** Whether a run was ended by a guess of ours that its bakery may still correct. */
export function awaitsLateCorrection(run: FollowedRun): boolean {
  const guessed = run.conclusion === 'stale' || run.conclusion === 'timed_out';
  return run.status === 'completed' && guessed && !run.corrected && run.ours && run.submittedMs !== null;
}

/** When to ask the bakery next; null: not any more, though the bakery may still report by itself. */
export function nextCorrectionCheckMs(run: FollowedRun): number | null {
  return (run.completedMs ?? 0) < LATE_CORRECTION_DAYS * 24 * HOUR_MS ? ASK_EVERY_MS : null;
}
