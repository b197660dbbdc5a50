import { createBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import { countOwnFault } from '@pangeo-forge/db/invocations/invocation-progress';
import { findInvocation, type Invocation } from '@pangeo-forge/db/invocations/invocation';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';
import { awaitTurn } from './await-turn.ts';
import { callRunner } from './call-runner.ts';
import { concludeInvocation } from './conclude-invocation.ts';
import type { ConfiguredBakery, InvocationParts, RunnerCall } from './invocation-parts.ts';
import type { InvocationResult } from './invocation-result.ts';
import { type Submitted, submitToBakery } from './submit-to-bakery.ts';
import { whyNotRun } from './why-not-run.ts';

/**
 * Work of kind `invocations`: one call of pangeo-forge-runner, each time from a clean start, until its end is recorded.
 */
export function invokeRunner(parts: InvocationParts): WorkHandler {
  const adapters = createBakeries(parts.bakeries, parts.credentials, parts.kinds);
  const bakeryOf = (id: string): ConfiguredBakery | undefined => {
    const [config, adapter] = [parts.bakeries.get(id), adapters.get(id)];
    return config && adapter && { config, adapter };
  };
  return async ({ work, signal, note }) => {
    const invocation = await findInvocation(parts.database.pool, { id: work.ref });
    if (!invocation || invocation.state === 'ended') return null;
    const { bake } = invocation.request;
    const bakery = bake ? bakeryOf(bake.bakery) : undefined;
    const call = { parts, invocation, bakery, work, signal };
    note?.(describeCall(invocation));
    const end =
      bakery && bakery.adapter.runnerExit !== 'bake_ended' ? await submitToBakery(call, bakery) : await bakeHere(call);
    signal.throwIfAborted();
    const result = end.submission.outcome === 'none' ? await retryOrConclude(call, end.result) : end.result;
    await parts.waker.wake(await concludeInvocation(call, result, end.submission));
    return { outcome: result.outcome, reason: result.reason };
  };
}

function describeCall({ kind, recipeRunId, request }: Invocation): string {
  const what = kind === 'bake' ? `bakes run ${recipeRunId} at ${request.bake?.bakery}` : 'reads the recipes';
  return `${what}: ${request.repoUrl} at ${request.ref}`;
}

async function bakeHere(call: RunnerCall): Promise<Submitted> {
  const { parts, invocation, bakery } = call;
  const ended = await whyNotRun(call);
  if (!ended && bakery) await awaitTurn({ pool: parts.database.pool, waker: parts.waker }, invocation, bakery.config);
  return { result: ended ?? (await callRunner(call)), submission: { outcome: 'none' } };
}

/** @throws RequeueAfter when the same call may succeed later. */
async function retryOrConclude(call: RunnerCall, result: InvocationResult): Promise<InvocationResult> {
  waitForRepository(call.invocation, result);
  return result.fault === 'ours' && !result.unreachable ? waitAfterOwnFault(call, result) : result;
}

const SECOND_MS = 1_000;
/** After each fault: long enough for a machine that had no process or disk left to recover. */
const PAUSES_MS = [2, 10, 60, 300].map((seconds) => seconds * SECOND_MS);

/**
 * A runner that could not be started on this machine is retried, and given up after the last pause. Only such faults
 * count: the number of claims also grows when Postgres is away or a process dies.
 * @throws RequeueAfter while there is a pause left.
 */
export async function waitAfterOwnFault(
  { parts, invocation }: RunnerCall,
  result: InvocationResult,
): Promise<InvocationResult> {
  const reason = result.reason ?? 'the runner could not be run here';
  const count = await countOwnFault(parts.database.pool, invocation.id);
  const pauseMs = PAUSES_MS[count - 1];
  parts.logger.error({ invocationId: invocation.id, count, reason }, 'the runner could not be run on this machine');
  if (pauseMs !== undefined) throw new RequeueAfter(pauseMs, reason);
  return {
    ...result,
    outcome: 'not_run',
    reason: `It could not be run because of an error on our side (${reason}). This is not the fault of the recipe: it can be retried, and the operators of this deployment can see more.`,
  };
}

const RECHECK_MS = 20_000;
/** As long as work waits for GitHub's API. */
const MAX_MS = 48 * 3_600_000;

/**
 * Waits for a server that did not serve the repository, such as GitHub's. The wait takes no slot and is not an attempt.
 * @throws RequeueAfter unless the repository was available, or has been unavailable for two days.
 */
export function waitForRepository({ startedAt }: Invocation, { unreachable, reason }: InvocationResult): void {
  if (!unreachable) return;
  const triedForMs = startedAt === null ? 0 : Date.now() - Date.parse(startedAt);
  if (triedForMs < MAX_MS) throw new RequeueAfter(RECHECK_MS, reason ?? 'the repository could not be fetched');
}
