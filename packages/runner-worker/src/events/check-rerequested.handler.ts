import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { defineEventHandler } from '../registry/define-event-handler.ts';

const checked = z.object({ pull_requests: z.array(z.object({ number: z.number().int() })), head_sha: z.string() });

/** A completed check run cannot go back to in progress: asking again makes a new one, named by the delivery that asked. */
export const checkRerequested = defineEventHandler({
  on: ['check_run.rerequested', 'check_suite.rerequested'],
  payload: z.object({ check_run: checked.optional(), check_suite: checked.optional() }),
  async handle(context) {
    const { head_sha: headSha = '', pull_requests: listed = [] } =
      context.payload.check_run ?? context.payload.check_suite ?? {};
    const number = listed[0]?.number ?? (await context.repo.pulls.findOpenByHead(headSha));
    if (number === null) return { decision: 'ignored', reason: `no open pull request has the head ${headSha}` };
    return checkPullRequest(context, number, `asked by ${context.deliveryId}`);
  },
});
