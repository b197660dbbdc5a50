import { findEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import { wakeWaiting } from '@pangeo-forge/db/work/wake-work';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { checkKeyPrefix } from '../effects/check-keys.ts';
import { completeCheckRun, ensureCheckRun, keepCheckRunText, hasOtherText } from './check-run-effects.ts';
import { textWhileChecking, checkTextWhileStopped } from './check-run-texts.ts';
import { endSupersededChecks } from './end-superseded-checks.ts';
import { readContribution } from './inspect-contribution.ts';
import { whyNotOurs } from './label-filter.ts';
import { isOwnPullRequest } from './own-pull-requests.ts';
import { reachVerdict } from './reach-verdict.ts';

export interface CheckRequest {
  /** Distinguishes a check that was requested again from the first. */
  round?: string;
  /** The commit to check; the present head when left out. */
  headSha?: string;
  /** Somebody who may run things reviewed the code. */
  approved?: boolean;
}

const FIRST = 'first';

/**
 * Brings the check run of the pull request's head to the state it should have: in progress while the runner reads the
 * recipes, then a success with a queued test run for each recipe, or a failure that says what to fix.
 * @throws RequeueAfter while the runner is reading, or an operator has stopped dispatching.
 */
export async function checkPullRequest(
  context: PullRequestContext,
  number: number,
  request: CheckRequest = {},
): Promise<Decision> {
  const pull = await context.repo.pulls.get(number);
  await endSupersededChecks(context, number, pull.state === 'closed' ? null : pull.headSha);
  const skipped = await whySkipped(context, pull);
  if (skipped) return { decision: 'ignored', reason: skipped };
  if (request.headSha !== undefined && request.headSha !== pull.headSha)
    return { decision: 'superseded', reason: `the head is ${pull.headSha.slice(0, 7)} by now` };
  const contribution = await readContribution(context, pull);
  if (contribution.outcome === 'nothing') return { decision: 'ignored', reason: contribution.reason };
  const round = await openRound(context, pull, request.round ?? FIRST);
  if ('done' in round)
    return { decision: 'ran', reason: `the check of ${pull.headSha.slice(0, 7)} is done: ${round.done}` };
  const id = await ensureCheckRun(context, round.key);
  const approved = request.approved ?? false;
  const verdict = await reachVerdict(context, { pull, contribution, round: round.name, approved }).catch(
    async (error: unknown) => {
      if (error instanceof RequeueAfter) await showWait(context, { key: round.key, id, headSha: pull.headSha }, error);
      throw error;
    },
  );
  await completeCheckRun(context, round.key, id, verdict);
  // a `/run` that was handled just before this waits for it
  await context.waker.wake(await wakeWaiting(context.database.pool, context.work.subject));
  return {
    decision: 'ran',
    reason: `the check run of ${pull.headSha.slice(0, 7)} was completed: ${verdict.output.title}`,
  };
}

interface OpenCheck {
  key: string;
  id: number;
  headSha: string;
}

/** Shows in the check run that operators have stopped dispatching, and later that it goes on. */
async function showWait(
  context: PullRequestContext,
  { key, id, headSha }: OpenCheck,
  wait: RequeueAfter,
): Promise<void> {
  const dispatching = await readDispatching(context.database.pool);
  if (dispatching.stopped && wait.waitsFor === 'operators')
    await keepCheckRunText(context, key, id, checkTextWhileStopped(headSha, dispatching.reason));
  else if (await hasOtherText(context, key)) await keepCheckRunText(context, key, id, textWhileChecking(headSha));
}

/** Why the head of a pull request gets no check; null when it has one, or will. */
export async function whyUnchecked(context: PullRequestContext, pull: PullRequest): Promise<string | null> {
  const skipped = await whySkipped(context, pull);
  if (skipped !== null) return skipped;
  const contribution = await readContribution(context, pull);
  return contribution.outcome === 'nothing' ? contribution.reason : null;
}

async function whySkipped(context: PullRequestContext, pull: PullRequest): Promise<string | null> {
  if (pull.state === 'closed') return `pull request #${pull.number} is closed`;
  if (isOwnPullRequest(pull, await context.github.login())) return 'it is a pull request of this App';
  return whyNotOurs(context, pull);
}

type Round = { name: string; key: string } | { done: string };

/** A commit that became the head again gets another round when its last check ended as superseded. */
async function openRound(context: PullRequestContext, pull: PullRequest, name: string): Promise<Round> {
  for (let again = 1; ; again++) {
    const candidate = again === 1 ? name : `${name} ${again}`;
    const key = `${checkKeyPrefix(context.repository, pull.number, pull.headSha)}${candidate}`;
    const ended = await findEffectResult(context.database.pool, `${key} completed`);
    if (ended === null) return { name: candidate, key };
    const { conclusion, title } = ended as { conclusion: string; title: string };
    if (conclusion !== 'neutral') return { done: title };
  }
}
