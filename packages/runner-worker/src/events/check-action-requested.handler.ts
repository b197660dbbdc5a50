import { z } from 'zod';
import { replyOnce } from '../commands/reply.ts';
import { runsOfHead } from '../commands/runs-of-head.ts';
import { startRuns } from '../commands/start-runs.ts';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { RUN_ALL } from '../contributions/check-run-actions.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { mayRun } from '../contributions/may-run.ts';
import { whoMayRun } from '../contributions/who-may-run.ts';
import { type Decision, defineEventHandler } from '../registry/define-event-handler.ts';
import { checkedCommitSchema, pullRequestOfCommit } from './checked-commit.schema.ts';

/** One of our own buttons on a check run. Unlike a comment it names its commit. */
export const checkActionRequested = defineEventHandler({
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
    const tell = (text: string) => replyOnce(context, number, `reply to button ${context.deliveryId}`, text);
    if (pull.headSha !== commit.head_sha || pull.state === 'closed')
      return { decision: 'superseded', reason: 'the button is of a commit that is not the head any more' };
    const allowed = await mayRun(context, pull, sender.login);
    if (!allowed && sender.login !== pull.author) {
      await tell(`@${sender.login}, this button is for ${await whoMayRun(context, pull)}.`);
      return { decision: 'refused', reason: `${sender.login} may not do this` };
    }
    if (action.identifier !== RUN_ALL) {
      const round = `asked by ${context.deliveryId}`;
      return checkPullRequest(context, number, { round, headSha: commit.head_sha, approved: allowed });
    }
    if (!allowed) {
      await tell(`@${sender.login}, this button is for ${await whoMayRun(context, pull)}.`);
      return { decision: 'refused', reason: `${sender.login} may not do this` };
    }
    const runs = await runsOfHead(context, pull);
    if (runs.outcome === 'unreadable') {
      await tell(runs.reply);
      return { decision: 'refused', reason: runs.reason };
    }
    const result = await startRuns(context, { number, runs: runs.latest, actor: sender.login });
    if (result.reply) await tell(result.reply);
    return { decision: result.outcome, reason: result.reason };
  },
});
