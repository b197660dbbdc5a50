import { findRun } from '@pangeo-forge/db/runs/find-runs';
import type { RunnerCall } from './invocation-parts.ts';
import { type InvocationResult, notRun } from './invocation-result.ts';

const MOST_DEATHS = 3;

/** What ends the invocation without a call. */
export async function whyNotRun({ parts, invocation, work }: RunnerCall): Promise<InvocationResult | null> {
  const { database, bakeries } = parts;
  if (invocation.cancelRequested) return notRun('cancelled', 'It was cancelled before it started.');
  if (work.lostLeases >= MOST_DEATHS) {
    return notRun(
      invocation.kind === 'bake' ? 'failed' : 'not_run', // reading recipes takes little memory
      `The process that runs recipes died ${MOST_DEATHS} times while it was at this one. Its memory may not be enough for the recipe; the operators of this deployment can see more.`,
    );
  }
  const { bake } = invocation.request;
  if (!bake) return null;
  if (!bakeries.has(bake.bakery))
    return notRun(
      'not_run',
      `The bakery ${bake.bakery} is not configured on the machine that runs recipes: ask the operators of this deployment to add it there.`,
    );
  const run = invocation.recipeRunId === null ? null : await findRun(database.pool, invocation.recipeRunId);
  return run?.status === 'completed' ? notRun('cancelled', 'The run had ended before it started.') : null;
}
