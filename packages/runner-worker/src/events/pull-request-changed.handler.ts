import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { defineEventHandler } from './event-handler.ts';

export const pullRequestChanged = defineEventHandler({
  summary:
    'Checks the head of a pull request, drafts included. `found` is our own event: an open pull request of a repository on which the App was installed.',
  on: [
    'pull_request.opened',
    'pull_request.reopened',
    'pull_request.synchronize',
    'pull_request.ready_for_review',
    'pull_request.found',
  ],
  payload: z.object({ pull_request: z.object({ number: z.number().int() }) }),
  handle: (context) => checkPullRequest(context, context.payload.pull_request.number),
});
