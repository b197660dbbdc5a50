import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { mayRun } from '@pangeo-forge/github/permissions/may-run';
import { reviewOfHead } from '../permissions/whose-head.ts';
import { defineCommand } from './command.ts';
import { whyOutdated } from './outdated-commands.ts';
import { prose } from '@pangeo-forge/shared/untrusted/foreign-text';

export const lintCommand = defineCommand({
  name: 'lint',
  usage: '/lint',
  summary:
    'checks the newest commit again; from somebody who may run, it also allows its code to be executed to read the recipes',
  permission: 'author',
  async handle(context) {
    const { pull, comment, deliveryId } = context;
    if (pull.state === 'closed') {
      const reply = 'This pull request is closed, so there is nothing to check.';
      return { outcome: 'refused', reason: 'the pull request is closed', reply };
    }
    const stale = await whyOutdated(context);
    if (stale)
      return { outcome: 'refused', reason: 'the comment does not mean the commit that would be checked', reply: stale };
    // Approval is for code that its author has seen; the button on the check run names its commit.
    const approved =
      (await mayRun(context, pull, comment.author)) && (await reviewOfHead(context, pull, comment)).outcome === 'seen';
    const request = { round: `asked by ${deliveryId}`, headSha: pull.headSha, approved };
    const { decision, reason } = await checkPullRequest(context, pull.number, request);
    if (decision === 'ran') return { outcome: 'ran', reason };
    if (decision === 'superseded') return { outcome: 'superseded', reason };
    return { outcome: 'refused', reason, reply: `Nothing was checked: ${prose(reason)}.` };
  },
});
