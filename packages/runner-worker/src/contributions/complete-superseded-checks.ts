import { findUnfinishedCheckRuns } from '@pangeo-forge/db/effects/find-unfinished-check-runs';
import { performEffect } from '../effects/perform-effect.ts';
import { textOfSuperseded } from './check-run-texts.ts';
import { effectParts, type PullRequestContext } from './check-pull-request.ts';

/** Checks of heads that are heads no more end as neutral, so that none hangs. */
export async function completeSupersededChecks(context: PullRequestContext, currentKey: string): Promise<void> {
  const prefix = `${currentKey.slice(0, currentKey.indexOf('@'))}@`;
  for (const { key, checkRunId } of await findUnfinishedCheckRuns(context.database.pool, prefix)) {
    if (key === currentKey) continue;
    await performEffect(effectParts(context), {
      key: `${key} completed`,
      subject: context.work.subject,
      send: () => context.repo.checks.complete(checkRunId, 'neutral', textOfSuperseded()),
      look: async () => null,
    });
  }
}
