import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseCommands } from '../commands/parse-commands.ts';
import { replyOnce } from '../commands/reply.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { defineEventHandler } from '../registry/define-event-handler.ts';
import { commentEventSchema } from './comment-event.schema.ts';
import { whyNoCommand } from './why-no-command.ts';

const payloadSchema = commentEventSchema.extend({
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
});

export const issueCommentEdited = defineEventHandler({
  summary: 'An edit gives no command: nobody could tell later who said what. Whoever tries is told so, once.',
  on: ['issue_comment.edited'],
  payload: payloadSchema,
  async handle(context) {
    const { issue, comment, changes } = context.payload;
    const commands = parseCommands(comment.body ?? '');
    const none = whyNoCommand(comment, commands);
    if (none) return { decision: 'ignored', reason: none };
    if (!issue.pull_request)
      return { decision: 'ignored', reason: 'the comment is on an issue, not on a pull request' };
    if (isDeepStrictEqual(commands, parseCommands(changes?.body?.from ?? '')))
      return { decision: 'ignored', reason: 'the edit changed no command' };
    const notOurs = await whyNotOurs(context, await context.repo.pulls.get(issue.number));
    if (notOurs) return { decision: 'ignored', reason: notOurs };
    const reply = 'Commands in an edited comment are not obeyed. Please write a new comment.';
    await replyOnce(context, issue.number, `reply to edited comment ${context.repository} ${comment.id}`, reply);
    return { decision: 'refused', reason: 'the command was written by an edit' };
  },
});
