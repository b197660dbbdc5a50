import { findHeadCheck } from '@pangeo-forge/db/effects/check-run-effects';
import { findRunsOfHead, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { checkKeyPrefix } from '../effects/check-keys.ts';
import { checkPullRequest } from './check-pull-request.ts';

const RECHECK_MS = 30_000;

export type RunsOfHead =
  | { outcome: 'known'; latest: RecipeRunRecord[] }
  | { outcome: 'unreadable'; reason: string; reply: string };

/**
 * The newest test run of each recipe of the head. A commit that was not checked yet, or that waits for a maintainer, is
 * checked now: the caller has checked that the requester may run its code.
 * @throws RequeueAfter while the recipes are being read.
 */
export async function runsOfHead(context: PullRequestContext, pull: PullRequest): Promise<RunsOfHead> {
  const known = await newestRuns(context, pull);
  if (known.length > 0) return { outcome: 'known', latest: known };
  const prefix = checkKeyPrefix(context.repository, pull.number, pull.headSha);
  const check = await findHeadCheck(context.database.pool, prefix);
  if (check.state === 'in_progress')
    throw new RequeueAfter(RECHECK_MS, 'the recipes of the newest commit are still being read');
  const unanswered = check.state === 'none' || check.conclusion === 'neutral' || check.conclusion === 'action_required';
  if (!unanswered) return check.conclusion === 'success' ? NOTHING_BAKED : unreadable(check.title ?? 'it failed');
  const decision = await checkPullRequest(context, pull.number, {
    round: `for ${context.deliveryId}`,
    headSha: pull.headSha,
    approved: true,
  });
  const latest = await newestRuns(context, pull);
  if (latest.length > 0) return { outcome: 'known', latest };
  if (decision.decision !== 'ran') return nothingStarted(decision.reason);
  const now = await findHeadCheck(context.database.pool, prefix);
  return now.conclusion === 'success' ? NOTHING_BAKED : unreadable(decision.reason);
}

async function newestRuns({ database, repository }: PullRequestContext, pull: PullRequest): Promise<RecipeRunRecord[]> {
  const runs = await findRunsOfHead(database.pool, {
    feedstockSpec: repository.toString(),
    headSha: pull.headSha,
    isTest: true,
  });
  const own = runs.filter(({ pullRequest }) => pullRequest === pull.number);
  return own
    .filter((run, index) => own.findIndex(({ recipeId }) => recipeId === run.recipeId) === index)
    .toSorted((a, b) => a.id - b.id);
}

/** There is no check that says what to fix. */
function nothingStarted(reason: string): RunsOfHead {
  return { outcome: 'unreadable', reason, reply: `Nothing was started: ${prose(reason)}.` };
}

const NOTHING_BAKED = nothingStarted('the newest commit names no recipe, so there is nothing to bake');

function unreadable(reason: string): RunsOfHead {
  return {
    outcome: 'unreadable',
    reason: `the recipes of the head are not known: ${reason}`,
    reply: `The recipes of the newest commit could not be read, so none can be run: ${prose(reason)}. The check run of the commit says what to fix.`,
  };
}
