import { findUnfinishedCheckRuns } from '@pangeo-forge/db/effects/check-run-effects';
import { cancelInvocations } from '@pangeo-forge/db/invocations/invocation-progress';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { checkKeyPrefix, expansionKeyPrefix } from '../effects/check-keys.ts';
import { completeCheckRun, findIntendedCheckRun } from './check-run-effects.ts';
import { textOfSuperseded } from './check-run-texts.ts';

/**
 * Ends checks of commits that are not the head any more as neutral, and stops their runner. `headSha` null: it was
 * closed.
 */
export async function endSupersededChecks(
  context: PullRequestContext,
  number: number,
  headSha: string | null,
): Promise<void> {
  const { pool } = context.database;
  const current = headSha === null ? null : checkKeyPrefix(context.repository, number, headSha);
  const due = await inTransaction(pool, (client) =>
    cancelInvocations(
      client,
      {
        keyPrefix: expansionKeyPrefix(context.repository, number),
        exceptPrefix: headSha === null ? null : expansionKeyPrefix(context.repository, number, headSha),
      },
      headSha === null ? 'The pull request was closed.' : 'A newer commit was pushed.',
    ),
  );
  await context.waker.wake(due);
  for (const { key, checkRunId } of await findUnfinishedCheckRuns(pool, checkKeyPrefix(context.repository, number))) {
    if (current !== null && key.startsWith(current)) continue;
    const id = checkRunId ?? (await findIntendedCheckRun(context, key));
    if (id === null) continue;
    await completeCheckRun(context, key, id, { conclusion: 'neutral', output: textOfSuperseded(headSha) });
  }
}
