import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import type { Refusal } from '@pangeo-forge/bakeries/refusal';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import { awaitTurn } from './await-turn.ts';
import { callRunner } from './call-runner.ts';
import { findSubmission, type Submission } from './find-submission.ts';
import type { ConfiguredBakery, RunnerCall } from './invocation-parts.ts';
import { type InvocationResult, NO_CALL } from './invocation-result.ts';
import { hasWaitedTooLong, waitLimitText, waitForBakery } from './wait-for-bakery.ts';
import { whyNotRun } from './why-not-run.ts';

export interface Submitted {
  result: InvocationResult;
  submission: Submission;
}

const MAX_REFUSED_MS = 15 * 60_000;
const NOT_THE_RECIPE = 'This is not the fault of the recipe:';

/**
 * One attempt to submit a job to a bakery elsewhere. A job of an earlier attempt is searched there first, so that none
 * is submitted twice.
 * @throws RequeueAfter while the bakery accepts no job, or does not answer whether it has one.
 */
export async function submitToBakery(
  call: RunnerCall,
  { adapter: bakery, config }: ConfiguredBakery,
): Promise<Submitted> {
  const { parts, invocation } = call;
  if (invocation.state === 'running') {
    const earlier = await findJob(call, bakery, config, {
      isCancelled: invocation.cancelRequested,
      madeNone: false,
    });
    if (earlier.outcome !== 'none') return { result: FOUND_AGAIN, submission: earlier };
  }
  const ended = await whyNotRun(call);
  if (ended) return { result: ended, submission: { outcome: 'none' } };
  await awaitTurn({ pool: parts.database.pool, waker: parts.waker }, invocation, config);
  const result = await callRunner(call);
  const refusal = result.outcome === 'failed' ? bakery.explainRefusal(result.printed ?? '') : null;
  const facts = { isCancelled: result.outcome === 'cancelled', madeNone: refusal?.isTemporary === false };
  const submission = await findJob(call, bakery, config, facts);
  if (submission.outcome !== 'none' || !refusal) return { result, submission };
  return { result: await resultOfRefusal(call, config, refusal, result), submission };
}

interface CallFacts {
  isCancelled: boolean;
  /** The bakery refused this job for good, so there is none to find. */
  madeNone: boolean;
}

async function findJob(
  call: RunnerCall,
  bakery: Bakery,
  config: BakeryConfig,
  { isCancelled, madeNone }: CallFacts,
): Promise<Submission> {
  const answer = await findSubmission(bakery, call.invocation);
  call.signal.throwIfAborted();
  if (answer.outcome === 'found') await cancelOrphan(call, bakery, answer.job);
  if (answer.outcome !== 'no_answer') return answer;
  if (madeNone && !answer.passes) return { outcome: 'none' };
  if (isCancelled) await endRun(call);
  if (hasWaitedTooLong(call.invocation, config)) return { outcome: 'unknown' };
  if (!answer.passes && startedMs(call) > MAX_REFUSED_MS) return { outcome: 'unknown' };
  return waitForBakery(call, config, { message: answer.message, next: 'poll' });
}

/** A cancellation does not wait for the bakery; a job that it may have accepted is cancelled once it answers. */
async function endRun({ parts, invocation }: RunnerCall): Promise<void> {
  const { recipeRunId } = invocation;
  const run = recipeRunId === null ? null : await findRun(parts.database.pool, recipeRunId);
  if (recipeRunId === null || run?.status === 'completed') return;
  const reason = 'It was cancelled while it was being submitted.';
  const ended = await inTransaction(parts.database.pool, (client) =>
    transitionRun(client, recipeRunId, { type: 'cancelled', actor: 'worker', reason }),
  );
  if (ended.outcome === 'changed') await parts.waker.wake(ended.due);
}

/** The run ended while its job was being submitted: nothing would follow the job any more. */
async function cancelOrphan({ parts, invocation }: RunnerCall, bakery: Bakery, job: BakeryJob): Promise<void> {
  const { recipeRunId } = invocation;
  const run = recipeRunId === null ? null : await findRun(parts.database.pool, recipeRunId);
  if (run?.status !== 'completed' || run.conclusion === 'success') return;
  await bakery.cancel({ jobName: job.name, jobId: job.id, since: new Date(run.startedAt) });
}

/**
 * The result of a submission that the bakery refused: the author of the recipe cannot fix it.
 * @throws RequeueAfter while the bakery may still accept the job.
 */
async function resultOfRefusal(
  call: RunnerCall,
  config: BakeryConfig,
  { isTemporary, message }: Refusal,
  result: RunnerResult,
): Promise<InvocationResult> {
  if (!isTemporary) {
    const reason = `The bakery ${config.id} refused the job: ${message}. ${NOT_THE_RECIPE} the operators of this deployment must fix the bakery’s rights or configuration. After that it can be run again.`;
    return { ...result, outcome: 'refused', fault: 'unknown', reason };
  }
  if (!hasWaitedTooLong(call.invocation, config)) return waitForBakery(call, config, { message, next: 'submission' });
  const reason = `The bakery ${config.id} accepted no job for ${waitLimitText(config)}; its last answer: ${message}. ${NOT_THE_RECIPE} it can be run again once the bakery accepts jobs, and the operators of this deployment can see more.`;
  return { ...result, outcome: 'refused', fault: 'unknown', reason };
}

function startedMs({ invocation: { startedAt } }: RunnerCall): number {
  return startedAt === null ? 0 : Date.now() - Date.parse(startedAt);
}

/** An earlier call submitted the job, or may have. */
const FOUND_AGAIN: RunnerResult = { ...NO_CALL, outcome: 'succeeded', reason: null, fault: null };
