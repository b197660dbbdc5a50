import { loginOn, whoMayRun } from '@pangeo-forge/github/permissions/may-run';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { authorize } from '@pangeo-forge/shared/authorization/authorize';
import { z } from 'zod';
import { chooseRecipes } from '../commands/choose-recipes.ts';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { runsOfHead } from '../contributions/runs-of-head.ts';
import { postOnce } from '../effects/comments.ts';
import { performEffect } from '../effects/perform-effect.ts';
import type { Decision } from '../orchestrator/contexts.ts';
import { reviewOfHead } from '../permissions/whose-head.ts';
import { startRuns } from '../runs/start-runs.ts';
import { defineEventHandler, type EventContext } from './event-handler.ts';

const payloadSchema = z.object({
  pull_request: z.object({
    number: z.number().int(),
    head: z.object({ sha: z.string() }).default({ sha: '' }),
    updated_at: z.string().default(''),
  }),
  label: z.object({ name: z.string() }).optional(),
  sender: z.object({ login: z.string(), type: z.string().optional() }).optional(),
});

type Context = EventContext<z.infer<typeof payloadSchema>>;

/** As `deploy-recipe-action` reads it: `run:RECIPE_ID`. */
const RUN_LABEL = /^run:\s*(\S.*)$/i;

export const pullRequestLabeled = defineEventHandler({
  summary:
    'The label `run:RECIPE_ID` tests the recipe with the rights of who set it, and is removed, so that it can be set again. Any other label makes the head be checked.',
  on: ['pull_request.labeled'],
  payload: payloadSchema,
  async handle(context): Promise<Decision> {
    const { pull_request: labeled, label, sender } = context.payload;
    const recipeId = RUN_LABEL.exec(label?.name ?? '')?.[1]?.trim();
    const isPerson = sender !== undefined && sender.type !== 'Bot' && !sender.login.endsWith('[bot]');
    if (recipeId === undefined || !label || !isPerson) return checkPullRequest(context, labeled.number);
    const pull = await context.repo.pulls.get(labeled.number);
    const notOurs = await whyNotOurs(context, pull);
    if (notOurs) return { decision: 'ignored', reason: notOurs };
    const result = await runLabeled(context, pull, { recipeId, actor: sender.login });
    if (result.reply)
      await postOnce(context, {
        key: `reply to label ${context.deliveryId}`,
        number: labeled.number,
        markdown: result.reply,
      });
    await performEffect(context, {
      key: `remove label of ${context.deliveryId}`,
      find: 'send_again',
      send: async () => {
        await context.repo.issues.removeLabel(labeled.number, label.name);
        return { removed: true };
      },
    });
    return { decision: result.decision, reason: result.reason };
  },
});

type Result = Decision & { reply?: string | undefined };

async function runLabeled(
  context: Context,
  pull: PullRequest,
  { recipeId, actor }: { recipeId: string; actor: string },
): Promise<Result> {
  const labeled = context.payload.pull_request;
  const who = loginOn(context, pull, actor);
  if ((await authorize(who, 'run', { of: 'pull request' })).outcome === 'refused') {
    const reply = `@${actor}, you are not allowed to start runs by a label. Please ask ${await whoMayRun(context, pull)}.`;
    return { decision: 'refused', reason: `${actor} may not do this`, reply };
  }
  if (pull.state === 'closed') {
    const reply = `@${actor}, a label starts runs of open pull requests only. Nothing was started.`;
    return { decision: 'refused', reason: 'the pull request is closed', reply };
  }
  if (pull.headSha !== labeled.head.sha) {
    const reply = `@${actor}, new commits were pushed after you set the label. Nothing was started; set it again to test the newest commit.`;
    return { decision: 'superseded', reason: 'the label was set on a commit that is not the head any more', reply };
  }
  // setting a label changes the pull request, at this time
  const review = await reviewOfHead(context, pull, { createdAt: labeled.updated_at });
  if (review.outcome !== 'seen') {
    const reply = `@${actor}, nothing was started: when you set the label, commit ${labeled.head.sha.slice(0, 7)} was new, so you may not have seen it. Please review it, then set the label again.`;
    return { decision: 'refused', reason: `nobody has looked at ${labeled.head.sha.slice(0, 7)}`, reply };
  }
  const runs = await runsOfHead(context, pull);
  if (runs.outcome === 'unreadable') return { decision: 'refused', reason: runs.reason, reply: runs.reply };
  const known = runs.latest.map((run) => run.recipeId);
  const choice = chooseRecipes([recipeId], known, 'run');
  if (choice.outcome === 'unclear') return { decision: 'refused', reason: choice.reason, reply: choice.reply };
  const wanted = runs.latest.filter((run) => choice.ids.includes(run.recipeId));
  const { outcome, reason, reply } = await startRuns(context, { runs: wanted, actor });
  return { decision: outcome, reason, ...(reply ? { reply } : {}) };
}
