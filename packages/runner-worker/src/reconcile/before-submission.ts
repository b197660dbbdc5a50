import type { FollowedRun } from '@pangeo-forge/db/following/find-followed-run';
import { whoCancelled } from '@pangeo-forge/db/runs/cancellation-reason';
import type { ReaperRules } from './reconcile-parts.ts';
import { end, HOUR_MS, hoursText, checkAgain, MINUTE_MS, type ReconcileStep } from './reconcile-step.ts';

const RECHECK_MS = 10 * MINUTE_MS;
/** The runner enforces the deadline itself: this is for a runner that died. */
const RUNNER_SLACK_MS = 10 * MINUTE_MS;
const ACTOR = 'reconciler';
const FOR_OPERATORS = 'The operators of this deployment can see more; comment `/run` again once they have fixed it.';

/** The next step for a run that no bakery has accepted yet: it waits for its turn, or the runner is working on it. */
export function stepBeforeSubmission(run: FollowedRun, rules: ReaperRules): ReconcileStep {
  const { invocation } = run;
  if (!invocation || invocation.state === 'ended' || invocation.work === 'failed' || invocation.work === null) {
    return (run.dispatchedMs ?? run.ageMs) < MINUTE_MS
      ? checkAgain(MINUTE_MS, 'the run was started just now')
      : end({
          type: 'failed',
          actor: ACTOR,
          reason: `The run was not submitted to its bakery because of an error on our side. ${FOR_OPERATORS}`,
        });
  }
  if (invocation.state === 'waiting') return stepWhileQueued(run, rules);
  const limitMs = rules.deadline_hours * HOUR_MS + RUNNER_SLACK_MS;
  const startedMs = invocation.startedMs ?? 0;
  if (startedMs < limitMs) return checkAgain(Math.min(RECHECK_MS, limitMs - startedMs), 'the runner is working on it');
  const limit = `within ${hoursText(rules.deadline_hours)} of its start`;
  const reason =
    invocation.refusal === null
      ? `It did not finish ${limit}.`
      : `Its job was not accepted ${limit}. ${invocation.refusal} This is not the fault of the recipe.`;
  return end({ type: 'timed_out', actor: ACTOR, reason });
}

function stepWhileQueued(run: FollowedRun, rules: ReaperRules): ReconcileStep {
  if (run.cancelRequestedBy)
    return end({
      type: 'cancelled',
      actor: run.cancelRequestedBy,
      reason: whoCancelled(run.cancelRequestedBy),
    });
  const limitMs = rules.queue_limit_hours * HOUR_MS;
  const waitedMs = run.dispatchedMs ?? run.ageMs;
  if (waitedMs < limitMs) return checkAgain(Math.min(RECHECK_MS, limitMs - waitedMs), 'the run waits for its turn');
  return end({
    type: 'timed_out',
    actor: ACTOR,
    reason: `It waited ${hoursText(rules.queue_limit_hours)} for its turn at the bakery.`,
  });
}
