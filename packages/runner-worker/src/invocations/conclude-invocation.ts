import { publicUrlOf, targetFolder } from '@pangeo-forge/bakeries/storage-paths';
import { reportWaitIsOver } from '@pangeo-forge/db/admission/wait-reports';
import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import { endInvocation } from '@pangeo-forge/db/invocations/invocation-progress';
import type { RunEvent } from '@pangeo-forge/db/runs/next-run-state';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Submission } from './find-submission.ts';
import type { ConfiguredBakery, RunnerCall } from './invocation-parts.ts';
import type { InvocationResult } from './invocation-result.ts';

/**
 * Records how the call ended and, in the same transaction, what that means for its run. Returns the work that became
 * due.
 */
export async function concludeInvocation(
  { parts, invocation, bakery }: RunnerCall,
  result: InvocationResult,
  submission: Submission,
): Promise<DueWork[]> {
  const event =
    invocation.request.bake && bakery
      ? eventOf(invocation.request.bake, result, bakery, submission)
      : failureOf(invocation, result);
  const { recipeRunId } = invocation;
  return inTransaction(parts.database.pool, async (client) => {
    const woken = await endInvocation(client, invocation.id, {
      outcome: result.outcome,
      exitCode: result.exitCode,
      result: result.meta ?? result.submitted ?? null,
      failureReason: result.reason,
      traceback: result.traceback,
      peakMemoryBytes: result.peakMemoryBytes,
      durationMs: result.durationMs,
    });
    if (recipeRunId === null || !event) return woken;
    const transition = await transitionRun(client, recipeRunId, event);
    const waitReports =
      event.type === 'submitted' && invocation.refusedAt !== null ? await reportWaitIsOver(client, recipeRunId) : [];
    return [...woken, ...waitReports, ...(transition.outcome === 'changed' ? transition.due : [])];
  });
}

type Bake = NonNullable<Invocation['request']['bake']>;

function eventOf(bake: Bake, result: InvocationResult, bakery: ConfiguredBakery, submission: Submission): RunEvent {
  if (submission.outcome !== 'none') return submitted(bake, submission.outcome === 'found' ? submission.job.id : null);
  if (result.outcome !== 'succeeded') return eventOfFailure(result);
  if (result.stores) return eventOfStores(result.stores, bakery, bake);
  // the job id that the runner printed is a claim: it is stored when the bakery confirms a job of our name
  if (leftAJob(bakery, result)) return submitted(bake, null);
  return { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null };
}

/** A program has ended with its stores written. The first is the run's dataset. */
function eventOfStores(
  [first]: NonNullable<InvocationResult['stores']>,
  { config: { file } }: ConfiguredBakery,
  bake: Bake,
): RunEvent {
  const folder = targetFolder(file, bake.subpath);
  const url = publicUrlOf(file, bake.subpath);
  const address = first?.address ?? null;
  const isInTarget = folder !== null && address !== null && `${address}/`.startsWith(`${folder}/`);
  const below = isInTarget ? address.slice(folder.length + 1) : '';
  const ofTarget = url && below !== '' ? `${url}/${below}` : url;
  return {
    type: 'succeeded',
    actor: 'bakery',
    datasetPublicUrl: isInTarget || address === null || !URL.canParse(address) ? ofTarget : address,
  };
}

/** Whether the bake goes on at its bakery after the runner's exit. */
function leftAJob({ adapter }: ConfiguredBakery, { submitted: printed }: InvocationResult): boolean {
  return adapter.runnerExit === 'job_submitted' || (adapter.runnerExit === 'as_printed' && printed !== undefined);
}

function submitted({ jobName }: Bake, jobId: string | null): RunEvent {
  return { type: 'submitted', actor: 'worker', jobName, jobId };
}

function eventOfFailure(result: InvocationResult): RunEvent {
  const reason = result.reason ?? 'The runner failed without a reason.';
  switch (result.outcome) {
    case 'cancelled':
      return { type: 'cancelled', actor: 'worker', reason };
    case 'timed_out':
      return { type: 'timed_out', actor: 'worker', reason };
    default:
      return { type: 'failed', actor: 'worker', reason };
  }
}

/** The bakery of a bake is not configured here any more. */
function failureOf(invocation: Invocation, result: InvocationResult): RunEvent | null {
  return invocation.kind === 'bake' ? eventOfFailure(result) : null;
}
