import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { defineEventHandler } from './event-handler.ts';

export const pullRequestChanged = defineEventHandler({
  summary:
    'The head of a pull request is checked, drafts too. `found` is ours: an open pull request of a repository that the App came to, or came back to.',
  on: [
    'pull_request.opened',
    'pull_request.reopened',
    'pull_request.synchronize',
    'pull_request.ready_for_review',
    'pull_request.labeled',
    'pull_request.found',
  ],
  payload: z.object({ pull_request: z.object({ number: z.number().int() }) }),
  handle: (context) => checkPullRequest(context, context.payload.pull_request.number),
});
