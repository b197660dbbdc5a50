import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { wasDispatchedBy } from '@pangeo-forge/db/runs/find-dispatch-of';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { dispatchRun } from './dispatch-run.ts';
import { registerRetry } from './register-runs.ts';
import { runLink } from './run-links.ts';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';

export interface StartRequest {
  /** The newest run of each recipe to start. */
  runs: readonly RecipeRunRecord[];
  /** Login of who requested it. */
  actor: string;
}

/** `reply` is Markdown for the requester: what could not be started, and why. */
export type StartResult =
  | { outcome: 'ran'; reason: string; reply?: string }
  | { outcome: 'refused'; reason: string; reply: string };

/**
 * Starts the runs, once for a delivery: queued ones as they are, ended ones as new runs; those in progress are left
 * alone.
 * @throws RequeueAfter while an operator has stopped dispatching.
 */
export async function startRuns(context: PullRequestContext, { runs, actor }: StartRequest): Promise<StartResult> {
  const { database, deliveryId } = context;
  await waitWhileStopped(database.pool);
  const started: number[] = [];
  const busy: string[] = [];
  const impossible: string[] = [];
  for (const latest of runs) {
    if (await wasDispatchedBy(database.pool, latest.id, deliveryId)) {
      started.push(latest.id);
    } else if (latest.status === 'in_progress') {
      const link = `[run ${latest.id}](${await runLink(context, latest)})`;
      busy.push(
        `${codeSpan(latest.recipeId)} is already running: ${link}. The result will be posted here; ${codeSpan(`/cancel ${latest.recipeId}`)} stops it.`,
      );
    } else if (!context.bakeries.has(latest.bakery)) {
      impossible.push(
        `${codeSpan(latest.recipeId)} cannot be run: the bakery ${codeSpan(latest.bakery)} is not configured here any more. Choose another one in meta.yaml, or ask the operators.`,
      );
    } else {
      const run = latest.status === 'completed' ? await registerRetry(context, latest, deliveryId) : latest;
      await dispatchRun(context, run, { actor, deliveryId });
      started.push(run.id);
    }
  }
  const notes = [...busy, ...impossible].join('\n');
  if (started.length === 0)
    return {
      outcome: 'refused',
      reason: busy.length > 0 ? 'already in progress' : 'nothing could be started',
      reply: notes,
    };
  return { outcome: 'ran', reason: `started run ${started.join(', ')}`, ...(notes ? { reply: notes } : {}) };
}
