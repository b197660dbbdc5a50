import { createInvocation, findInvocation, type Invocation } from '@pangeo-forge/db/invocations/invocation';
import { inTransaction, type Queryable } from '@pangeo-forge/db/transaction';
import type { TaskContext } from '../orchestrator/contexts.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { RequeueAfter } from '../work/work-handler.ts';

export interface ExpansionRequest {
  key: string;
  repoUrl: string;
  ref: string;
  subdir: string | null;
  label: string;
}

/** The end of the call wakes the work; this is for the case that the wake-up is lost. */
const RECHECK_MS = 60_000;

/**
 * What the runner found in meta.yaml at this commit.
 * @throws RequeueAfter while the runner is reading, or an operator has stopped dispatching.
 */
export async function awaitExpansion(
  context: Pick<TaskContext, 'database' | 'waker' | 'work'>,
  request: ExpansionRequest,
): Promise<Invocation> {
  const { pool } = context.database;
  const { repoUrl, ref, subdir, label } = request;
  const { key, invocation } = await newestCall(pool, request.key);
  if (invocation?.state === 'ended') return invocation;
  if (!invocation) {
    await waitWhileStopped(pool);
    const { due } = await inTransaction(pool, (client) =>
      createInvocation(client, {
        key,
        kind: 'expand_meta',
        subject: context.work.subject,
        recipeRunId: null,
        request: { repoUrl, ref, feedstockSubdir: subdir },
        label,
      }),
    );
    await context.waker.wake(due);
  }
  throw new RequeueAfter(RECHECK_MS, 'the runner is reading the recipes');
}

/** A call that was cancelled has no result: a caller that needs it after all makes another one. */
async function newestCall(pool: Queryable, key: string): Promise<{ key: string; invocation: Invocation | null }> {
  for (let again = 1; ; again++) {
    const candidate = again === 1 ? key : `${key} again ${again}`;
    const invocation = await findInvocation(pool, { key: candidate });
    if (invocation?.outcome !== 'cancelled') return { key: candidate, invocation };
  }
}
