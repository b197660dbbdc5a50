import type { Bakery, JobRef } from '@pangeo-forge/bakeries/bakery';
import { concludeInspection, findRunToInspect } from '@pangeo-forge/db/datasets/inspection';
import { findFollowedRun, type FollowedRun } from '@pangeo-forge/db/following/find-followed-run';
import { recordObservation } from '@pangeo-forge/db/following/record-observation';
import { requestCancellation } from '@pangeo-forge/db/invocations/invocation-progress';
import type { RunEvent } from '@pangeo-forge/db/runs/next-run-state';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { notVerified } from '../inspections/judge-inspection.ts';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';
import {
  awaitsLateCorrection,
  type BakeryAnswer,
  nextCorrectionCheckMs,
  stepAfterSubmission,
} from './after-submission.ts';
import { stepBeforeSubmission } from './before-submission.ts';
import { eventOfEnd } from './event-of-end.ts';
import { stepWhileInspected } from './while-inspected.ts';
import type { ReaperRules, ReconcileParts } from './reconcile-parts.ts';
import { end, HOUR_MS, MINUTE_MS, type ReconcileStep } from './reconcile-step.ts';

const LAST_OBSERVATION_WITHIN_MS = HOUR_MS;

/** For runs of a bakery that is not configured any more. */
const RULES_WITHOUT_BAKERY: ReaperRules = {
  deadline_hours: 24,
  queue_limit_hours: 24,
  ask_every_seconds: 300,
  confirm_within_minutes: 10,
  lost_after_hours: 6,
};

/**
 * Work of kind `reconciliations`: compares a run with its bakery, ends it when the bakery says so or its result cannot
 * be known any more, and otherwise checks again later. What made it due (schedule, push, cancellation) only chose the
 * moment.
 */
export function reconcileRun(parts: ReconcileParts): WorkHandler {
  return async ({ work, signal }) => {
    const run = await findFollowedRun(parts.database.pool, Number(work.ref));
    if (!run || !run.ours || run.status === 'queued') return;
    if (run.status === 'completed')
      return awaitsLateCorrection(run) ? applyLateCorrection(parts, run) : observeOnceMore(parts, run);
    const step = await stepOf(parts, run);
    signal.throwIfAborted();
    await take(parts, run, step);
  };
}

async function stepOf(parts: ReconcileParts, run: FollowedRun): Promise<ReconcileStep> {
  if (run.bakedMs !== null) return stepWhileInspected(run.bakedMs);
  const rules = parts.rules.get(run.bakery) ?? RULES_WITHOUT_BAKERY;
  if (run.submittedMs === null) return stepBeforeSubmission(run, rules);
  const bakery = parts.bakeries.get(run.bakery);
  const answer = bakery ? await ask(parts, bakery, run) : ({ outcome: 'cannot_tell' } as const);
  const event = bakery && (await eventFrom(parts, bakery, run, answer));
  return event ? end(event) : stepAfterSubmission(run, answer, rules);
}

async function take(parts: ReconcileParts, run: FollowedRun, step: ReconcileStep): Promise<void> {
  switch (step.do) {
    case 'nothing':
      return;
    case 'check_again':
      throw new RequeueAfter(step.inMs, step.why);
    case 'cancel':
      await parts.bakeries.get(run.bakery)?.cancel(refOf(run));
      throw new RequeueAfter(step.checkAgainMs, step.why);
    case 'cancel_and_end':
      await parts.bakeries.get(run.bakery)?.cancel(refOf(run));
      return apply(parts, run, step.event);
    case 'give_up_inspection':
      return giveUpInspection(parts, run.id);
    case 'end':
      return apply(parts, run, step.event);
  }
}

async function giveUpInspection({ database, waker }: ReconcileParts, runId: number): Promise<void> {
  const run = await findRunToInspect(database.pool, runId);
  if (!run) return;
  const reason = 'It was not opened: no worker of role `run` inspects datasets.';
  await waker.wake(
    await concludeInspection(database.pool, run, notVerified(run.datasetPublicUrl ?? run.targetUrl, reason)),
  );
}

/** Ends the run. One that was ended by a guess is still checked, for a late correction by its bakery. */
async function apply(parts: ReconcileParts, run: FollowedRun, event: RunEvent): Promise<void> {
  const result = await inTransaction(parts.database.pool, async (client) => {
    await requestCancellation(client, run.id);
    return transitionRun(client, run.id, event);
  });
  if (result.outcome === 'changed') await parts.waker.wake(result.due);
  const guessed = event.type === 'lost' || event.type === 'timed_out';
  const nextMs = guessed && run.submittedMs !== null ? nextCorrectionCheckMs(run) : null;
  if (nextMs !== null) throw new RequeueAfter(nextMs, 'the run was ended by a guess that its bakery may still correct');
}

async function applyLateCorrection(parts: ReconcileParts, run: FollowedRun): Promise<void> {
  const bakery = parts.bakeries.get(run.bakery);
  if (!bakery) return;
  const event = await eventFrom(parts, bakery, run, await ask(parts, bakery, run));
  // a cancellation corrects nothing: we cancelled the job when we gave it up
  if (event && event.type !== 'cancelled') {
    const result = await inTransaction(parts.database.pool, (client) => transitionRun(client, run.id, event));
    if (result.outcome === 'changed') await parts.waker.wake(result.due);
    return;
  }
  const nextMs = event ? null : nextCorrectionCheckMs(run);
  if (nextMs !== null) throw new RequeueAfter(nextMs, 'the run was ended by a guess that its bakery may still correct');
}

/** The end was reported from elsewhere: stores what the job used and its last state with the run. */
async function observeOnceMore(parts: ReconcileParts, run: FollowedRun): Promise<void> {
  const bakery = parts.bakeries.get(run.bakery);
  if (!bakery || run.jobName === null) return;
  const answer = await ask(parts, bakery, run);
  if (answer.outcome === 'no_answer' && (run.completedMs ?? 0) < LAST_OBSERVATION_WITHIN_MS)
    throw new RequeueAfter(MINUTE_MS, answer.why);
}

/** The bakery's answer, which may be none. */
async function ask({ database, logger }: ReconcileParts, bakery: Bakery, run: FollowedRun): Promise<BakeryAnswer> {
  try {
    const answer = await bakery.observe(refOf(run));
    if (answer.outcome === 'observed')
      await recordObservation(database.pool, run.id, { jobId: answer.job.id, job: answer.job.metadata });
    return answer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logger.warn({ recipeRunId: run.id, bakery: run.bakery, context: error.context }, error.publicMessage);
    return { outcome: 'no_answer', why: error.publicMessage };
  }
}

async function eventFrom(
  { redactor }: ReconcileParts,
  bakery: Bakery,
  run: FollowedRun,
  answer: BakeryAnswer,
): Promise<RunEvent | null> {
  return answer.outcome === 'observed' ? eventOfEnd(bakery, refOf(run), answer.job, redactor) : null;
}

function refOf(run: FollowedRun): JobRef {
  return {
    jobName: run.jobName ?? '',
    jobId: run.jobId,
    since: new Date(Date.now() - (run.dispatchedMs ?? run.ageMs)),
  };
}
