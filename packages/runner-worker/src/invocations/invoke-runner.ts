import { createBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import { findInvocation } from '@pangeo-forge/db/invocations/find-invocation';
import type { WorkHandler } from '../work/work-handler.ts';
import { awaitTurn } from './await-turn.ts';
import { callRunner } from './call-runner.ts';
import { concludeInvocation } from './conclude-invocation.ts';
import type { ConfiguredBakery, InvocationParts, RunnerCall } from './invocation-parts.ts';
import type { InvocationResult } from './invocation-result.ts';
import { type Submitted, submitToBakery } from './submit-to-bakery.ts';
import { waitAfterOwnFault } from './wait-after-own-fault.ts';
import { waitForRepository } from './wait-for-repository.ts';
import { whyNotRun } from './why-not-run.ts';

/** Work of kind `invocations`: one call of pangeo-forge-runner, from a clean start each time, to an end that is recorded. */
export function invokeRunner(parts: InvocationParts): WorkHandler {
  const adapters = createBakeries(parts.bakeries, parts.credentials, parts.kinds);
  const bakeryOf = (id: string): ConfiguredBakery | undefined => {
    const [config, adapter] = [parts.bakeries.get(id), adapters.get(id)];
    return config && adapter && { config, adapter };
  };
  return async ({ work, signal }) => {
    const invocation = await findInvocation(parts.database.pool, { id: work.ref });
    if (!invocation || invocation.state === 'ended') return;
    const { bake } = invocation.request;
    const bakery = bake ? bakeryOf(bake.bakery) : undefined;
    const call = { parts, invocation, bakery, work, signal };
    const end =
      bakery && bakery.adapter.runnerExit !== 'bake_ended' ? await submitToBakery(call, bakery) : await bakeHere(call);
    signal.throwIfAborted();
    const result = end.submission.outcome === 'none' ? await triedAgain(call, end.result) : end.result;
    await parts.waker.wake(await concludeInvocation(call, result, end.submission));
  };
}

async function bakeHere(call: RunnerCall): Promise<Submitted> {
  const { parts, invocation, bakery } = call;
  const ended = await whyNotRun(call);
  if (!ended && bakery) await awaitTurn({ pool: parts.database.pool, waker: parts.waker }, invocation, bakery.config);
  return { result: ended ?? (await callRunner(call)), submission: { outcome: 'none' } };
}

/** @throws ComeBackLater when the same call may succeed another time. */
async function triedAgain(call: RunnerCall, result: InvocationResult): Promise<InvocationResult> {
  waitForRepository(call.invocation, result);
  return result.fault === 'ours' && !result.unreachable ? waitAfterOwnFault(call, result) : result;
}
