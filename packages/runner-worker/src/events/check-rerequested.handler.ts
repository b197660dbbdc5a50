import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { mayRun } from '@pangeo-forge/github/permissions/may-run';
import { checkedCommitSchema, pullRequestOfCommit } from './checked-commit.schema.ts';
import { defineEventHandler } from './event-handler.ts';

export const checkRerequested = defineEventHandler({
  summary: '“Re-run” on the check. A completed check run cannot go back to in progress, so the commit gets a new one.',
  on: ['check_run.rerequested', 'check_suite.rerequested'],
  payload: z.object({
    check_run: checkedCommitSchema.optional(),
    check_suite: checkedCommitSchema.optional(),
    sender: z.object({ login: z.string() }),
  }),
  async handle(context) {
    const { check_run: run, check_suite: suite, sender } = context.payload;
    const commit = run ?? suite;
    const number = commit ? await pullRequestOfCommit(context, commit) : null;
    if (!commit || number === null)
      return { decision: 'ignored', reason: `no open pull request has the head ${commit?.head_sha ?? ''}` };
    const approved = await mayRun(context, await context.repo.pulls.get(number), sender.login);
    return checkPullRequest(context, number, {
      round: `asked by ${context.deliveryId}`,
      headSha: commit.head_sha,
      approved,
    });
  },
});
