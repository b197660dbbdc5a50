import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { defineEventHandler } from '../registry/define-event-handler.ts';

export const pullRequestChanged = defineEventHandler({
  on: [
    'pull_request.opened',
    'pull_request.reopened',
    'pull_request.synchronize',
    'pull_request.ready_for_review',
    'pull_request.labeled',
  ],
  payload: z.object({ pull_request: z.object({ number: z.number().int() }) }),
  handle: (context) => checkPullRequest(context, context.payload.pull_request.number),
});
