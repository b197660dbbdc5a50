import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import { createBakeries } from '@pangeo-forge/bakeries/create-bakeries';
import { findInvocation } from '@pangeo-forge/db/invocations/find-invocation';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { WorkHandler } from '../work/work-handler.ts';
import { awaitTurn } from './await-turn.ts';
import { callRunner } from './call-runner.ts';
import { concludeInvocation } from './conclude-invocation.ts';
import type { InvocationParts, RunnerCall } from './invocation-parts.ts';
import type { InvocationResult } from './invocation-result.ts';
import { type Submitted, submitToBakery } from './submit-to-bakery.ts';
import { waitAfterOwnFault } from './wait-after-own-fault.ts';
import { waitForRepository } from './wait-for-repository.ts';
import { whyNotRun } from './why-not-run.ts';

/** Work of kind `invocations`: one call of pangeo-forge-runner, from a clean start each time, to an end that is recorded. */
export function invokeRunner(parts: InvocationParts): WorkHandler {
  const { googleCredentials } = parts;
  const adapters = createBakeries(parts.bakeries, { google: googleCredentials ? { json: googleCredentials } : null });
  return async ({ work, signal }) => {
    const invocation = await findInvocation(parts.database.pool, { id: work.ref });
    if (!invocation || invocation.state === 'ended') return;
    const { bake } = invocation.request;
    const config = bake ? parts.bakeries.get(bake.bakery) : undefined;
    const elsewhere = bake && takesJobs(adapters.get(bake.bakery));
    const call = { parts, invocation, work, signal };
    const end = elsewhere && config ? await submitToBakery(call, elsewhere, config) : await bakeHere(call, config);
    signal.throwIfAborted();
    const result = end.submission.outcome === 'none' ? await triedAgain(call, end.result) : end.result;
    await parts.waker.wake(await concludeInvocation(parts.database.pool, invocation, result, config, end.submission));
  };
}

async function bakeHere(call: RunnerCall, config: BakeryConfig | undefined): Promise<Submitted> {
  const { parts, invocation } = call;
  const ended = await whyNotRun(call);
  if (!ended && config) await awaitTurn({ pool: parts.database.pool, waker: parts.waker }, invocation, config);
  return { result: ended ?? (await callRunner(call)), submission: { outcome: 'none' } };
}

/** @throws ComeBackLater when the same call may succeed another time. */
async function triedAgain(call: RunnerCall, result: InvocationResult): Promise<InvocationResult> {
  waitForRepository(call.invocation, result);
  return result.fault === 'ours' && !result.unreachable ? waitAfterOwnFault(call, result) : result;
}

/** The bakery, if the runner's exit only means that it took a job. */
function takesJobs(bakery: Bakery | undefined): Bakery | undefined {
  return bakery && !bakery.blocking ? bakery : undefined;
}
