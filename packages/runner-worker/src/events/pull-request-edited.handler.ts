import { z } from 'zod';
import { checkPullRequest } from '../contributions/check-pull-request.ts';
import { defineEventHandler } from './event-handler.ts';

export const pullRequestEdited = defineEventHandler({
  summary:
    'A new base branch changes which files differ, so the commit is checked again. Edits of the title or the text are ignored.',
  on: ['pull_request.edited'],
  payload: z.object({
    pull_request: z.object({ number: z.number().int() }),
    changes: z.object({ base: z.object({ ref: z.object({ from: z.string() }) }).optional() }),
  }),
  async handle(context) {
    const { pull_request: pull, changes } = context.payload;
    if (!changes.base) return { decision: 'ignored', reason: 'its title or text was edited, and its base is the same' };
    return checkPullRequest(context, pull.number, { round: `base changed by ${context.deliveryId}` });
  },
});
