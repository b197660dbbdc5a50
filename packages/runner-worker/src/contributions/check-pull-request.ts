import { createInvocation } from '@pangeo-forge/db/invocations/create-invocation';
import { findInvocation, type Invocation } from '@pangeo-forge/db/invocations/find-invocation';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { CheckRunConclusion, CheckRunOutput } from '@pangeo-forge/github/check-runs';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { Decision, EventContext } from '../registry/define-event-handler.ts';
import { performEffect } from '../effects/perform-effect.ts';
import { ComeBackLater } from '../work/come-back-later.ts';
import { CHECK_RUN_NAME, textOfProblems, textOfSuccess, textWhileChecking } from './check-run-texts.ts';
import { inspectContribution, type Contribution } from './inspect-contribution.ts';
import { judgeMeta } from './judge-meta.ts';
import { registerTestRuns } from './register-test-runs.ts';
import { isOwnPullRequest } from './own-pull-requests.ts';
import { completeSupersededChecks } from './complete-superseded-checks.ts';

export type PullRequestContext = Omit<EventContext<unknown>, 'payload'>;

/** Longest wait for the runner before the work looks again by itself. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Brings the check run of the pull request's head to where it should be: in progress while the runner reads the recipes, then a success with a
 * queued test run per recipe, or a failure that says what to mend. `round` tells a re-requested check from the first.
 */
export async function checkPullRequest(
  context: PullRequestContext,
  number: number,
  round = 'first',
): Promise<Decision> {
  const pull = await context.repo.pulls.get(number);
  const skipped = await whySkipped(context, pull);
  if (skipped) return { decision: 'ignored', reason: skipped };
  const contribution = inspectContribution(context.repository, await context.repo.pulls.listFiles(number));
  if (contribution.outcome === 'nothing') return { decision: 'ignored', reason: contribution.reason };
  const check = { key: `check-run ${context.repository}#${number}@${pull.headSha} ${round}`, pull };
  await completeSupersededChecks(context, check.key);
  const id = await ensureCheckRun(context, check);
  const verdict = await reachVerdict(context, pull, contribution, round);
  await completeCheckRun(context, check.key, id, verdict);
  return {
    decision: 'ran',
    reason: `the check run of ${pull.headSha.slice(0, 7)} was completed: ${verdict.output.title}`,
  };
}

async function whySkipped(context: PullRequestContext, pull: PullRequest): Promise<string | null> {
  if (pull.state === 'closed') return `pull request #${pull.number} is closed`;
  if (isOwnPullRequest(pull, await context.github.login())) return 'it is a pull request of this App';
  const { runOnlyOn } = context;
  if (runOnlyOn.length > 0 && !pull.labels.some((label) => runOnlyOn.includes(label)))
    return `it has none of the labels ${runOnlyOn.join(', ')}`;
  return null;
}

interface Check {
  key: string;
  pull: PullRequest;
}

async function ensureCheckRun(context: PullRequestContext, { key, pull }: Check): Promise<number> {
  const { checks } = context.repo;
  const { id } = await performEffect(effectParts(context), {
    key,
    subject: context.work.subject,
    send: () =>
      checks.create({
        name: CHECK_RUN_NAME,
        headSha: pull.headSha,
        externalId: key,
        output: textWhileChecking(pull.headSha),
      }),
    look: () => checks.findByExternalId(pull.headSha, CHECK_RUN_NAME, key),
  });
  return id;
}

interface Verdict {
  conclusion: CheckRunConclusion;
  output: CheckRunOutput;
}

async function completeCheckRun(
  context: PullRequestContext,
  key: string,
  id: number,
  { conclusion, output }: Verdict,
): Promise<void> {
  await performEffect(effectParts(context), {
    key: `${key} completed`,
    subject: context.work.subject,
    send: () => context.repo.checks.complete(id, conclusion, output),
    look: async () => null,
  });
}

async function reachVerdict(
  context: PullRequestContext,
  pull: PullRequest,
  contribution: Exclude<Contribution, { outcome: 'nothing' }>,
  round: string,
): Promise<Verdict> {
  if (contribution.outcome === 'problem') return failure(contribution.title, contribution.explanation);
  if (!pull.headCloneUrl)
    return failure(
      'The fork is gone',
      'The repository that this pull request comes from was deleted, so its recipes cannot be read.',
    );
  const invocation = await awaitExpansion(context, pull, pull.headCloneUrl, contribution.subdir, round);
  if (invocation.outcome !== 'succeeded') {
    const reason = invocation.failureReason ?? 'pangeo-forge-runner could not read the recipes.';
    return failure('The recipes could not be read', reason, invocation.traceback);
  }
  const judged = judgeMeta(invocation.result, [...context.bakeries.keys()]);
  if (judged.outcome === 'bad')
    return failure('meta.yaml needs mending', judged.problems.map((problem) => `- ${problem}`).join('\n'));
  const registered = await registerTestRuns(context, {
    pull,
    cloneUrl: pull.headCloneUrl,
    subdir: contribution.subdir,
    meta: judged.meta,
  });
  if (registered.outcome === 'unknown_feedstock') {
    return failure(
      'This repository is not registered',
      `\`${context.repository}\` is no feedstock that this deployment knows: its operators can add it.`,
    );
  }
  return { conclusion: 'success', output: textOfSuccess(registered.runs) };
}

/** @throws ComeBackLater while the runner is at it. */
async function awaitExpansion(
  context: PullRequestContext,
  pull: PullRequest,
  repoUrl: string,
  subdir: string | null,
  round: string,
): Promise<Invocation> {
  const { pool } = context.database;
  const key = `expand_meta ${context.repository}#${pull.number}@${pull.headSha} ${round}`;
  const { due } = await inTransaction(pool, (client) =>
    createInvocation(client, {
      key,
      kind: 'expand_meta',
      subject: context.work.subject,
      recipeRunId: null,
      request: { repoUrl, ref: pull.headSha, feedstockSubdir: subdir },
      label: `expand-meta ${context.repository}#${pull.number}`,
    }),
  );
  await context.waker.wake(due);
  const invocation = await findInvocation(pool, { key });
  if (invocation?.state !== 'ended') throw new ComeBackLater(LOOK_AGAIN_MS, 'the runner is reading the recipes');
  return invocation;
}

function failure(title: string, explanation: string, details?: string | null): Verdict {
  return { conclusion: 'failure', output: textOfProblems(title, explanation, details) };
}

export function effectParts({ database, work, effectSettleMs }: PullRequestContext) {
  return { pool: database.pool, work, settleMs: effectSettleMs };
}
