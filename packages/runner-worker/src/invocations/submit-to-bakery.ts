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
import { isPatienceOver, patienceText, waitForBakery } from './wait-for-bakery.ts';
import { whyNotRun } from './why-not-run.ts';

export interface Submitted {
  result: InvocationResult;
  submission: Submission;
}

const NOT_ALLOWED_TO_ASK_MS = 15 * 60_000;
const NOT_THE_RECIPE = 'That is not the fault of the recipe:';

/**
 * One try to have a job at a bakery elsewhere. One that was begun before is looked for there first, so that no job is submitted twice.
 * @throws RequeueAfter while the bakery takes no job, or does not say whether it took one.
 */
export async function submitToBakery(
  call: RunnerCall,
  { adapter: bakery, config }: ConfiguredBakery,
): Promise<Submitted> {
  const { parts, invocation } = call;
  if (invocation.state === 'running') {
    const earlier = await lookForJob(call, bakery, config, {
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
  const submission = await lookForJob(call, bakery, config, facts);
  if (submission.outcome !== 'none' || !refusal) return { result, submission };
  return { result: await judgeRefusal(call, config, refusal, result), submission };
}

interface CallFacts {
  isCancelled: boolean;
  /** The bakery said that it never takes this job, so there is none to find. */
  madeNone: boolean;
}

async function lookForJob(
  call: RunnerCall,
  bakery: Bakery,
  config: BakeryConfig,
  { isCancelled, madeNone }: CallFacts,
): Promise<Submission> {
  const news = await findSubmission(bakery, call.invocation);
  call.signal.throwIfAborted();
  if (news.outcome === 'found') await cancelOrphan(call, bakery, news.job);
  if (news.outcome !== 'silent') return news;
  if (madeNone && !news.passes) return { outcome: 'none' };
  if (isCancelled) await endRun(call);
  if (isPatienceOver(call.invocation, config)) return { outcome: 'unknown' };
  if (!news.passes && startedMs(call) > NOT_ALLOWED_TO_ASK_MS) return { outcome: 'unknown' };
  return waitForBakery(call, config, { said: news.said, next: 'look' });
}

/** Whoever cancels does not wait for the bakery; a job that it may have taken is cancelled once it answers. */
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

/** The run ended while its job was being submitted: nobody would ask for the job any more. */
async function cancelOrphan({ parts, invocation }: RunnerCall, bakery: Bakery, job: BakeryJob): Promise<void> {
  const { recipeRunId } = invocation;
  const run = recipeRunId === null ? null : await findRun(parts.database.pool, recipeRunId);
  if (run?.status !== 'completed' || run.conclusion === 'success') return;
  await bakery.cancel({ jobName: job.name, jobId: job.id, since: new Date(run.startedAt) });
}

/**
 * What the bakery refused is not for the author of the recipe to mend.
 * @throws RequeueAfter while it may still take the job.
 */
async function judgeRefusal(
  call: RunnerCall,
  config: BakeryConfig,
  { isTemporary, message }: Refusal,
  result: RunnerResult,
): Promise<InvocationResult> {
  if (!isTemporary) {
    const reason = `The bakery ${config.id} refused the job: ${message}. ${NOT_THE_RECIPE} the operators of this deployment have to mend the bakery’s rights or its configuration, and it can be run again then.`;
    return { ...result, outcome: 'refused', fault: 'unknown', reason };
  }
  if (!isPatienceOver(call.invocation, config))
    return waitForBakery(call, config, { said: message, next: 'submission' });
  const reason = `The bakery ${config.id} took no job for ${patienceText(config)}; at last it said: ${message}. ${NOT_THE_RECIPE} it can be run again once the bakery takes jobs, and the operators of this deployment can see more.`;
  return { ...result, outcome: 'refused', fault: 'unknown', reason };
}

function startedMs({ invocation: { startedAt } }: RunnerCall): number {
  return startedAt === null ? 0 : Date.now() - Date.parse(startedAt);
}

/** An earlier call submitted the job, or may have. */
const FOUND_AGAIN: RunnerResult = { ...NO_CALL, outcome: 'succeeded', reason: null, fault: null };
