import { findSandboxes } from '@pangeo-forge/db/settings/sandboxes';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { mayExecuteCode } from '@pangeo-forge/shared/meta/may-execute-code';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { mayRun } from './may-run.ts';

/** Processes of role `run` announce their sandbox every minute. */
const ANNOUNCED_WITHIN_MS = 5 * 60_000;
const RECHECK_MS = 5_000;

/**
 * Whether a maintainer must review the code before the recipes are read: reading them executes code of somebody who may
 * not run things, and some process of role `run` has no strong sandbox. Local deployments do not ask.
 * @throws RequeueAfter while no process of role `run` has announced itself.
 */
export async function mustWaitForMaintainer(
  context: PullRequestContext,
  pull: PullRequest,
  metaText: string | null,
): Promise<boolean> {
  if (context.isLocalDeployment || !mayExecuteCode(metaText)) return false;
  if (await mayRun(context, pull, pull.author)) return false;
  const sandboxes = await findSandboxes(context.database.pool, ANNOUNCED_WITHIN_MS);
  if (sandboxes.length === 0) throw new RequeueAfter(RECHECK_MS, 'no process that runs recipe code is available');
  return sandboxes.some(({ protectsSecrets }) => !protectsSecrets);
}
