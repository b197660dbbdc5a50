import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { loginOn } from '@pangeo-forge/github/permissions/may-run';
import { authorize } from '@pangeo-forge/shared/authorization/authorize';
import { z } from 'zod';
import { postOnce } from '../effects/comments.ts';
import type { Decision } from '../orchestrator/contexts.ts';
import { startRuns } from '../runs/start-runs.ts';
import { defineEventHandler } from './event-handler.ts';

export const pagePressed = defineEventHandler({
  summary:
    'Our own event: somebody who signed in on our pages starts a run that waits for `/run`. The run names its commit; who pressed needs the same right as for the command.',
  on: ['page.pressed'],
  payload: z.object({
    pull_request: z.object({ number: z.number().int() }),
    recipe_run: z.object({ id: z.number().int(), head_sha: z.string() }),
    sender: z.object({ login: z.string() }),
  }),
  async handle(context): Promise<Decision> {
    const { pull_request: about, recipe_run: pressed, sender } = context.payload;
    const run = await findRun(context.database.pool, pressed.id);
    if (run?.pullRequest !== about.number || run.headSha !== pressed.head_sha)
      return { decision: 'ignored', reason: `run ${pressed.id} is not one of this pull request` };
    const pull = await context.repo.pulls.get(about.number);
    if (pull.headSha !== run.headSha || pull.state === 'closed')
      return { decision: 'superseded', reason: 'the run is of a commit that is not the head any more' };
    const who = loginOn(context, pull, sender.login);
    if ((await authorize(who, 'run', { of: 'pull request' })).outcome === 'refused')
      return { decision: 'refused', reason: `${sender.login} may not do this` };
    const { outcome, reason, reply } = await startRuns(context, { runs: [run], actor: sender.login });
    if (reply) {
      const key = `reply to button ${context.deliveryId}`;
      await postOnce(context, { key, number: about.number, markdown: `@${sender.login}, ${reply}` });
    }
    return { decision: outcome, reason };
  },
});
