import type { Observation } from '@pangeo-forge/bakeries/bakery';
import type { FollowedRun } from '@pangeo-forge/db/following/find-followed-run';
import { whoCancelled } from '@pangeo-forge/db/runs/cancellation-reason';
import type { ReaperRules } from './reconcile-parts.ts';
import { end, HOUR_MS, hoursText, lookAgain, MINUTE_MS, type ReconcileStep, SECOND_MS } from './reconcile-step.ts';

const ACTOR = 'reconciler';
const SOON_MS = 5 * SECOND_MS;
const RARELY_MS = 10 * MINUTE_MS;
/** For a bakery to show a job that the runner did not mention. */
const CONFIRM_UNPRINTED_MS = 90 * SECOND_MS;

/** `silent`: the bakery was asked and did not answer. */
export type News = Observation | { outcome: 'silent'; why: string };

/** A run whose job a bakery is said to have taken, after the bakery was asked about it. Jobs that have ended are the caller's. */
export function stepAfterSubmission(run: FollowedRun, news: News, rules: ReaperRules): ReconcileStep {
  const deadlineMs = rules.deadline_hours * HOUR_MS - (run.submittedMs ?? 0);
  switch (news.outcome) {
    case 'observed':
      return stepOfRunningJob(run, news.job.state === 'stopping', deadlineMs, rules);
    case 'unknown_job':
      return stepOfUnknownJob(run, rules);
    case 'cannot_tell':
      if (run.cancelRequestedBy) return stepOfUnconfirmedCancellation(run.cancelRequestedBy);
      return deadlineMs > 0
        ? lookAgain(Math.min(deadlineMs, RARELY_MS), 'the bakery reports by itself')
        : end({
            type: 'timed_out',
            actor: ACTOR,
            reason: `The bakery reported no end within ${hoursText(rules.deadline_hours)}.`,
          });
    case 'silent':
      return stepInSilence(run, news.why, deadlineMs, rules);
  }
}

function stepOfRunningJob(run: FollowedRun, stopping: boolean, deadlineMs: number, rules: ReaperRules): ReconcileStep {
  if (deadlineMs <= 0) {
    const reason = `The job was not done within ${hoursText(rules.deadline_hours)}, and was cancelled.`;
    return { do: 'cancel_and_end', event: { type: 'timed_out', actor: ACTOR, reason } };
  }
  if (run.cancelRequestedBy) {
    const why = `${run.cancelRequestedBy} asked to cancel the run, and the bakery has not confirmed it yet`;
    return stopping ? lookAgain(SOON_MS, why) : { do: 'cancel', lookAgainMs: SOON_MS, why };
  }
  return lookAgain(Math.min(pauseOfRunningJob(run.submittedMs ?? 0, rules), deadlineMs), 'the bakery is at it');
}

/** A tenth of its age, within limits. */
export function pauseOfRunningJob(submittedMs: number, rules: ReaperRules): number {
  return jittered(Math.min(rules.ask_every_seconds * SECOND_MS, Math.max(SOON_MS, submittedMs / 10)));
}

function stepOfUnknownJob(run: FollowedRun, rules: ReaperRules): ReconcileStep {
  const sinceMs = run.observedMs ?? run.submittedMs ?? 0;
  const printedNoJob = run.observedMs === null && run.invocation?.state === 'ended' && !run.invocation.printedJob;
  const confirmMs = rules.confirm_within_minutes * MINUTE_MS;
  const limitMs = printedNoJob ? Math.min(CONFIRM_UNPRINTED_MS, confirmMs) : confirmMs;
  if (sinceMs < limitMs)
    return lookAgain(
      Math.min(jittered(Math.max(SOON_MS, sinceMs / 4)), MINUTE_MS, limitMs - sinceMs),
      'the bakery does not know the job yet',
    );
  return end({ type: 'lost', actor: ACTOR, reason: reasonOfUnknownJob(run, printedNoJob) });
}

function reasonOfUnknownJob({ jobName, observedMs }: FollowedRun, printedNoJob: boolean): string {
  if (observedMs !== null)
    return `The bakery knew the job ${jobName} before but does not know it any more, so how it ended is unknown.`;
  return printedNoJob
    ? `The runner ended without an error but submitted no job: it printed none, and the bakery has none named ${jobName}. The log shows the runner’s last lines.`
    : `The runner said that it submitted the job ${jobName}, but the bakery knows no job of that name.`;
}

function stepInSilence(run: FollowedRun, why: string, deadlineMs: number, rules: ReaperRules): ReconcileStep {
  const silenceMs = Math.min(run.observedMs ?? Infinity, run.submittedMs ?? 0);
  if (deadlineMs <= 0)
    return end({
      type: 'timed_out',
      actor: ACTOR,
      reason: `It was not done within ${hoursText(rules.deadline_hours)}, and its bakery does not answer.`,
    });
  const limitMs = rules.lost_after_hours * HOUR_MS;
  if (silenceMs >= limitMs)
    return end({
      type: 'lost',
      actor: ACTOR,
      reason: `Nothing was heard of its bakery for ${hoursText(rules.lost_after_hours)} (${why})`,
    });
  // so that runs whose jobs ended meanwhile end within about a minute of the outage's own end
  const pauseMs = jittered(Math.min(MINUTE_MS, Math.max(SOON_MS, silenceMs / 4)));
  return lookAgain(Math.min(pauseMs, deadlineMs, limitMs - silenceMs), why);
}

/** Up to a fifth more, so that what was asked together is not asked together again. */
function jittered(ms: number): number {
  return Math.round(ms * (1 + Math.random() / 5));
}

/** Nobody can confirm it, and the person should not wait for the deadline. */
function stepOfUnconfirmedCancellation(actor: string): ReconcileStep {
  const reason = `${whoCancelled(actor)} This bakery cannot be told: its job may go on, and its result is ignored.`;
  return end({ type: 'cancelled', actor, reason });
}

const LATE_WORD_DAYS = 3;
const ASK_EVERY_MS = HOUR_MS;

/** Whether a run ended by a guess of ours that its bakery's own word may still correct. */
export function awaitsLateCorrection(run: FollowedRun): boolean {
  const guessed = run.conclusion === 'stale' || run.conclusion === 'timed_out';
  return run.status === 'completed' && guessed && !run.corrected && run.ours && run.submittedMs !== null;
}

/** When to ask next; null: nobody asks any more, though the bakery may still say something by itself. */
export function nextCorrectionCheckMs(run: FollowedRun): number | null {
  return (run.completedMs ?? 0) < LATE_WORD_DAYS * 24 * HOUR_MS ? ASK_EVERY_MS : null;
}
