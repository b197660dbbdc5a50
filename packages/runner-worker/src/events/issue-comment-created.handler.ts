import { hasWaited } from '@pangeo-forge/db/journal/delivery-decisions';
import type { z } from 'zod';
import { COMMANDS } from '../commands/command-registry.ts';
import type { CommandResult } from '../commands/command.ts';
import { handleCommands } from '../commands/handle-commands.ts';
import { parseCommands } from '../commands/parse-commands.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { postOnce } from '../effects/comments.ts';
import type { Decision } from '../orchestrator/contexts.ts';
import { commentEventSchema, pullRequestOfIssue, whyNoCommand } from './comment-event.ts';
import { defineEventHandler, type EventContext } from './event-handler.ts';

type Context = EventContext<z.infer<typeof commentEventSchema>>;

export const issueCommentCreated = defineEventHandler({
  summary:
    'Runs the commands of a comment; comments without commands are ignored. Reviews and comments on lines of the diff are not subscribed to, and have no commands.',
  on: ['issue_comment.created'],
  payload: commentEventSchema,
  async handle(context): Promise<Decision> {
    const { issue, comment } = context.payload;
    const commands = parseCommands(comment.body ?? '');
    const none = whyNoCommand(comment, commands);
    if (none) return { decision: 'ignored', reason: none };
    const pull = issue.pull_request
      ? await context.repo.pulls.get(issue.number)
      : await pullRequestOfIssue(context, issue);
    if (!pull) return refuseOnIssue(context);
    const notOurs = await whyNotOurs(context, pull);
    if (notOurs) return { decision: 'ignored', reason: notOurs };
    await context.repo.comments.react(comment.id, 'eyes');
    const results = await handleCommands(
      {
        ...context,
        pull,
        comment: { id: comment.id, author: comment.user.login, createdAt: comment.created_at },
        commands: COMMANDS,
        waited: await hasWaited(context.database.pool, context.deliveryId),
      },
      commands,
    );
    await replyToComment(context, results);
    return { decision: decisionOf(results), reason: results.map(({ reason }) => reason).join('; ') };
  },
});

/** Commands are about a commit; the only issues that have one are ours about a failed production run. */
async function refuseOnIssue(context: Context): Promise<Decision> {
  const { issue } = context.payload;
  const reply =
    'Commands work in the comments of a pull request, and on the issues that this App opens about failed production runs. Nothing was done.';
  await postOnce(context, { key: replyKey(context), number: issue.number, markdown: reply });
  return { decision: 'refused', reason: 'the comment is on an issue, not on a pull request' };
}

/** 🚀 for what was started, 😕 and an explanation for what was not. */
async function replyToComment(context: Context, results: readonly CommandResult[]): Promise<void> {
  const { comment, issue } = context.payload;
  const { comments } = context.repo;
  if (results.some(({ outcome }) => outcome === 'ran')) await comments.react(comment.id, 'rocket');
  if (results.some(({ outcome }) => outcome === 'refused')) await comments.react(comment.id, 'confused');
  const replies = [...new Set(results.flatMap(({ reply }) => (reply ? [reply] : [])))];
  if (replies.length === 0) return;
  await postOnce(context, { key: replyKey(context), number: issue.number, markdown: replies.join('\n\n') });
}

function replyKey({ repository, payload }: Context): string {
  return `reply to comment ${repository} ${payload.comment.id}`;
}

function decisionOf(results: readonly CommandResult[]): Decision['decision'] {
  if (results.some(({ outcome }) => outcome === 'ran')) return 'ran';
  return results.every(({ outcome }) => outcome === 'superseded') ? 'superseded' : 'refused';
}
