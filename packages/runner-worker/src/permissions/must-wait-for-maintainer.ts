import { findSandboxes } from '@pangeo-forge/db/settings/sandboxes';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { mayExecuteCode } from '@pangeo-forge/shared/meta/may-execute-code';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { mayRun } from './may-run.ts';

/** Processes of role `run` say every minute in what they run recipe code. */
const HEARD_WITHIN_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 5_000;

/**
 * Whether a maintainer must look before the recipes are read: reading them executes code of somebody without the right to run things, and a process
 * that would do it has no walls. Local deployments are their owner's own affair.
 * @throws RequeueAfter while no process of role `run` is heard.
 */
export async function mustWaitForMaintainer(
  context: PullRequestContext,
  pull: PullRequest,
  metaText: string | null,
): Promise<boolean> {
  if (context.isLocalDeployment || !mayExecuteCode(metaText)) return false;
  if (await mayRun(context, pull, pull.author)) return false;
  const sandboxes = await findSandboxes(context.database.pool, HEARD_WITHIN_MS);
  if (sandboxes.length === 0) throw new RequeueAfter(LOOK_AGAIN_MS, 'no process that runs recipe code is there');
  return sandboxes.some(({ protectsSecrets }) => !protectsSecrets);
}
