import { writeJournal } from '@pangeo-forge/db/journal/write-journal';
import { z } from 'zod';
import { COMMANDS } from '../commands/command-registry.ts';
import { mayRun } from '../commands/may-run.ts';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { type ParsedCommand, parseCommands } from '../commands/parse-commands.ts';
import { replyOnce } from '../commands/reply.ts';
import type { CommandContext, CommandResult } from '../registry/define-command.ts';
import { type Decision, defineEventHandler, type EventContext } from '../registry/define-event-handler.ts';

const payloadSchema = z.object({
  issue: z.object({ number: z.number().int(), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.number(),
    body: z.string().nullable(),
    created_at: z.string(),
    user: z.object({ login: z.string(), type: z.string().optional() }),
  }),
});

type Context = EventContext<z.infer<typeof payloadSchema>>;

export const issueCommentCreated = defineEventHandler({
  on: ['issue_comment.created'],
  payload: payloadSchema,
  async handle(context): Promise<Decision> {
    const { issue, comment } = context.payload;
    const ignored = (reason: string): Decision => ({ decision: 'ignored', reason });
    if (!issue.pull_request) return ignored('the comment is on an issue, not on a pull request');
    if (comment.user.type === 'Bot' || comment.user.login.endsWith('[bot]'))
      return ignored('the comment was written by a bot');
    const commands = parseCommands(comment.body ?? '');
    if (commands.length === 0) return ignored('the comment gives no command');
    await context.repo.comments.react(comment.id, 'eyes');
    const pull = await context.repo.pulls.get(issue.number);
    const results: CommandResult[] = [];
    for (const command of commands) results.push(await giveCommand(context, command, pull));
    await answer(context, issue.number, results);
    const refused = results.every(({ outcome }) => outcome === 'refused');
    return { decision: refused ? 'refused' : 'ran', reason: results.map(({ reason }) => reason).join('; ') };
  },
});

async function giveCommand(
  context: Context,
  parsed: ParsedCommand,
  pull: CommandContext['pull'],
): Promise<CommandResult> {
  const { comment } = context.payload;
  const command = COMMANDS.find(({ name }) => name === parsed.name);
  if (!command) return unknownCommand(parsed.name);
  const role = command.permission === 'run' ? await context.repo.settings.roleOf(comment.user.login) : 'admin';
  const result = mayRun(role, context.runPermission)
    ? await command.handle({
        ...context,
        pull,
        comment: { id: comment.id, author: comment.user.login, createdAt: comment.created_at },
        args: parsed.args,
        commands: COMMANDS,
      })
    : notAllowed(context, comment.user.login);
  await writeJournal(context.database.pool, {
    kind: 'command',
    subject: context.work.subject,
    deliveryId: context.deliveryId,
    actor: comment.user.login,
    decision: result.outcome,
    reason: `/${parsed.name}: ${result.reason}`,
  });
  return result;
}

function unknownCommand(name: string): CommandResult {
  const near = nearestName(
    name,
    COMMANDS.map((command) => command.name),
  );
  const known = COMMANDS.map(({ usage, summary }) => `- \`${usage}\` ${summary}`).join('\n');
  const hint = near ? ` Did you mean \`/${near}\`?` : '';
  return {
    outcome: 'refused',
    reason: `unknown command /${name}`,
    reply: `I do not know the command \`/${name}\`.${hint}\n\n${known}`,
  };
}

function notAllowed({ runPermission, repository }: Context, login: string): CommandResult {
  const reply = `@${login}, this needs the permission \`${runPermission}\` on \`${repository}\`. Please ask one of its maintainers to say it.`;
  return { outcome: 'refused', reason: `${login} lacks the permission ${runPermission}`, reply };
}

/** 🚀 for what was started, 😕 and an explanation for what was not. */
async function answer(context: Context, number: number, results: readonly CommandResult[]): Promise<void> {
  const { comment } = context.payload;
  if (results.some(({ outcome }) => outcome === 'ran')) await context.repo.comments.react(comment.id, 'rocket');
  if (results.some(({ outcome }) => outcome === 'refused')) await context.repo.comments.react(comment.id, 'confused');
  const replies = results.flatMap(({ reply }) => (reply ? [reply] : []));
  if (replies.length > 0)
    await replyOnce(context, number, `reply to comment ${context.repository} ${comment.id}`, replies.join('\n\n'));
}
