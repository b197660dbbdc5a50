import { findRun } from '@pangeo-forge/db/runs/find-runs';
import type { RunnerCall } from './invocation-parts.ts';
import { type InvocationResult, notRun } from './invocation-result.ts';

const MAX_DEATHS = 3;

/** The result of an invocation that ends without a call; null for one to run. */
export async function whyNotRun({ parts, invocation, work }: RunnerCall): Promise<InvocationResult | null> {
  const { database, bakeries } = parts;
  if (invocation.cancelRequested) return notRun('cancelled', 'It was cancelled before it started.');
  if (work.lostLeases >= MAX_DEATHS) {
    return notRun(
      invocation.kind === 'bake' ? 'failed' : 'not_run', // reading recipes takes little memory
      `The process that runs recipes died ${MAX_DEATHS} times during this one. Its memory may not be enough for the recipe; the operators of this deployment can see more.`,
    );
  }
  const { bake } = invocation.request;
  if (!bake) return null;
  if (!bakeries.has(bake.bakery))
    return notRun(
      'not_run',
      `The bakery ${bake.bakery} is not configured on the machine that runs recipes. Ask the operators of this deployment to add it there.`,
    );
  const run = invocation.recipeRunId === null ? null : await findRun(database.pool, invocation.recipeRunId);
  return run?.status === 'completed' ? notRun('cancelled', 'The run had ended before it started.') : null;
}
