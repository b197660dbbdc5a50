import { countOwnFault } from '@pangeo-forge/db/invocations/count-own-fault';
import { ComeBackLater } from '../work/come-back-later.ts';
import type { RunnerCall } from './invocation-parts.ts';
import type { InvocationResult } from './invocation-result.ts';

const SECOND_MS = 1_000;
/** After each fault; a machine that has no process or no disk left for a moment gets it back within these. */
const PAUSES_MS = [2, 10, 60, 300].map((seconds) => seconds * SECOND_MS);

/**
 * A runner that could not be run on this machine is tried again, and given up after the last pause. Only such faults are counted: how often the work was
 * claimed tells nothing of them, since a Postgres that is away and a process that dies make it be claimed anew.
 * @throws ComeBackLater while there is a pause left.
 */
export async function waitAfterOwnFault(
  { parts, invocation }: RunnerCall,
  result: InvocationResult,
): Promise<InvocationResult> {
  const reason = result.reason ?? 'the runner could not be run here';
  const count = await countOwnFault(parts.database.pool, invocation.id);
  const pauseMs = PAUSES_MS[count - 1];
  parts.logger.error({ invocationId: invocation.id, count, reason }, 'the runner could not be run on this machine');
  if (pauseMs !== undefined) throw new ComeBackLater(pauseMs, reason);
  return {
    ...result,
    outcome: 'not_run',
    reason: `It could not be run by an error of ours (${reason}). That is not the fault of the recipe: the operators of this deployment can see more, and it can be tried again.`,
  };
}
