import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseCommands } from '../commands/parse-commands.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { postOnce } from '../effects/comments.ts';
import { commentEventSchema, pullRequestOfIssue, whyNoCommand } from './comment-event.ts';
import { defineEventHandler } from './event-handler.ts';

const payloadSchema = commentEventSchema.extend({
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
});

export const issueCommentEdited = defineEventHandler({
  summary:
    'Commands in an edited comment are ignored, since nobody could see later who wrote what. Their author gets one reply that says so.',
  on: ['issue_comment.edited'],
  payload: payloadSchema,
  async handle(context) {
    const { issue, comment, changes } = context.payload;
    const commands = parseCommands(comment.body ?? '');
    const none = whyNoCommand(comment, commands);
    if (none) return { decision: 'ignored', reason: none };
    if (isDeepStrictEqual(commands, parseCommands(changes?.body?.from ?? '')))
      return { decision: 'ignored', reason: 'the edit changed no command' };
    const pull = issue.pull_request
      ? await context.repo.pulls.get(issue.number)
      : await pullRequestOfIssue(context, issue);
    if (!pull) return { decision: 'ignored', reason: 'the comment is on an issue, not on a pull request' };
    const notOurs = await whyNotOurs(context, pull);
    if (notOurs) return { decision: 'ignored', reason: notOurs };
    const reply = 'Commands in an edited comment are ignored. Please write a new comment.';
    const key = `reply to edited comment ${context.repository} ${comment.id}`;
    await postOnce(context, { key, number: issue.number, markdown: reply });
    return { decision: 'refused', reason: 'the command was written by an edit' };
  },
});
