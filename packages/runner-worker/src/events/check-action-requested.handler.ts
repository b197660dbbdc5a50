import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { authorize, type Need } from '@pangeo-forge/shared/authorization/authorize';
import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { CHECK_AGAIN, READ_RECIPES, RUN_ALL } from '../contributions/check-run-texts.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { runsOfHead } from '../contributions/runs-of-head.ts';
import { postOnce } from '../effects/comments.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { loginOn, mayRun, whoMayRun } from '@pangeo-forge/github/permissions/may-run';
import { startRuns } from '../runs/start-runs.ts';
import { checkedCommitSchema, pullRequestOfCommit } from './checked-commit.schema.ts';
import { defineEventHandler } from './event-handler.ts';

export const checkActionRequested = defineEventHandler({
  summary: 'One of our buttons on a check run. It names its commit, and acts with the rights of who pressed it.',
  on: ['check_run.requested_action'],
  payload: z.object({
    check_run: checkedCommitSchema,
    requested_action: z.object({ identifier: z.string() }),
    sender: z.object({ login: z.string() }),
  }),
  async handle(context): Promise<Decision> {
    const { check_run: commit, requested_action: action, sender } = context.payload;
    const number = await pullRequestOfCommit(context, commit);
    if (number === null) return { decision: 'ignored', reason: `no open pull request has the head ${commit.head_sha}` };
    const pull = await context.repo.pulls.get(number);
    const notOurs = await whyNotOurs(context, pull);
    if (notOurs) return { decision: 'ignored', reason: notOurs };
    if (pull.headSha !== commit.head_sha || pull.state === 'closed')
      return { decision: 'superseded', reason: 'the button belongs to a commit that is not the head any more' };
    const press = { number, actor: sender.login };
    const who = loginOn(context, pull, sender.login);
    const { outcome } = await authorize(who, BUTTONS[action.identifier], { of: 'pull request' });
    if (outcome === 'refused') return refuse(context, pull, press);
    if (action.identifier === RUN_ALL) return runAll(context, pull, press);
    const round = `asked by ${context.deliveryId}`;
    return checkPullRequest(context, number, {
      round,
      headSha: commit.head_sha,
      approved: await mayRun(context, pull, sender.login),
    });
  },
});

interface Press {
  number: number;
  actor: string;
}

/** What each button needs; any other identifier is refused. */
const BUTTONS: Partial<Record<string, Need>> = { [RUN_ALL]: 'run', [CHECK_AGAIN]: 'author', [READ_RECIPES]: 'author' };

async function runAll(context: PullRequestContext, pull: PullRequest, { number, actor }: Press): Promise<Decision> {
  const runs = await runsOfHead(context, pull);
  if (runs.outcome === 'unreadable') {
    await replyToButton(context, number, runs.reply);
    return { decision: 'refused', reason: runs.reason };
  }
  const { outcome, reason, reply } = await startRuns(context, { runs: runs.latest, actor });
  if (reply) await replyToButton(context, number, reply);
  return { decision: outcome, reason };
}

async function refuse(context: PullRequestContext, pull: PullRequest, { number, actor }: Press): Promise<Decision> {
  await replyToButton(
    context,
    number,
    `@${actor}, you are not allowed to use this button. Please ask ${await whoMayRun(context, pull)}.`,
  );
  return { decision: 'refused', reason: `${actor} may not do this` };
}

function replyToButton(context: PullRequestContext, number: number, text: string): Promise<void> {
  return postOnce(context, { key: `reply to button ${context.deliveryId}`, number, markdown: text });
}
