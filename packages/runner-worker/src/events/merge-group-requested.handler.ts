import { findHeadCheck } from '@pangeo-forge/db/effects/check-run-effects';
import { findFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { readSchedulesWork } from '@pangeo-forge/db/work/work';
import { MERGE_QUEUE_BRANCH } from '@pangeo-forge/shared/events/handled-events';
import { z } from 'zod';
import { checkKeyPrefix } from '../effects/check-keys.ts';
import { whyUnchecked } from '../contributions/check-pull-request.ts';
import { completeCheckRun, ensureCheckRun, type Verdict } from '../contributions/check-run-effects.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import type { Decision } from '../orchestrator/contexts.ts';
import { defineEventHandler, type EventContext } from './event-handler.ts';

const RECHECK_MS = 5_000;

const suiteSchema = z.object({
  check_suite: z.object({ head_sha: z.string(), head_branch: z.string().nullable() }),
  repository: z.object({ default_branch: z.string().optional() }),
});

export const mergeGroupRequested = defineEventHandler({
  summary:
    'GitHub’s merge queue made a commit on a branch `gh-readonly-queue/…`, and waits for our check there where it is required: it gets the result that the pull request had. A push to the default branch of a feedstock has its schedules read again. Other pushes are ignored.',
  on: ['check_suite.requested'],
  payload: suiteSchema,
  async handle(context) {
    const { head_sha: groupSha, head_branch: branch } = context.payload.check_suite;
    const number = Number(MERGE_QUEUE_BRANCH.exec(branch ?? '')?.[1] ?? 0);
    if (number === 0) return pushed(context, branch);
    const pull = await context.repo.pulls.get(number);
    const check = await findHeadCheck(context.database.pool, checkKeyPrefix(context.repository, number, pull.headSha));
    if (check.state === 'none' && (await whyUnchecked(context, pull)) === null)
      throw new RequeueAfter(RECHECK_MS, `the check of #${number} has not begun`);
    if (check.state === 'in_progress') throw new RequeueAfter(RECHECK_MS, `the check of #${number} is in progress`);
    const key = `${checkKeyPrefix(context.repository, number, groupSha)}merge group`;
    const verdict = verdictOf(number, check.state === 'none' ? null : (check.conclusion ?? null));
    await completeCheckRun(context, key, await ensureCheckRun(context, key), verdict);
    return { decision: 'ran', reason: `the merge group of #${number} got its check: ${verdict.conclusion}` };
  },
});

/** GitHub sends an event of this kind for each push. */
async function pushed(context: EventContext<z.infer<typeof suiteSchema>>, branch: string | null): Promise<Decision> {
  const isDefault = branch !== null && branch === context.payload.repository.default_branch;
  const { pool } = context.database;
  const feedstock = isDefault ? await findFeedstock(pool, context.repository.toString()) : null;
  if (!feedstock || context.repository.isStagedRecipes)
    return { decision: 'ignored', reason: 'it is no commit of a merge queue, and no default branch of a feedstock' };
  await context.waker.wake([await enqueueWork(pool, readSchedulesWork(feedstock.id))]);
  return { decision: 'ran', reason: 'the schedules of the default branch are read' };
}

const REFUSED: ReadonlySet<string | null> = new Set(['failure', 'action_required', 'timed_out', 'cancelled']);

/** A pull request that changes no recipe has no check, and nothing stands against it. */
function verdictOf(number: number, conclusion: string | null): Verdict {
  return REFUSED.has(conclusion)
    ? {
        conclusion: 'failure',
        output: {
          title: `The check of #${number} did not succeed`,
          summary: `**Next:** fix what the check of #${number} reports, and add the pull request to the merge queue again.`,
        },
      }
    : {
        conclusion: 'success',
        output: { title: `#${number} was checked`, summary: `The recipes were checked in #${number}.` },
      };
}
