import { findCommandRecords, recordCommand } from '@pangeo-forge/db/journal/command-records';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { authorize } from '@pangeo-forge/shared/authorization/authorize';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { loginOn, whoMayRun } from '@pangeo-forge/github/permissions/may-run';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { listOfCommands } from './help.command.ts';
import type { ParsedCommand } from './parse-commands.ts';

/** Of an unknown command, in the reply. */
const MAX_NAME_LENGTH = 50;
/** People write one or two; each may cost requests to GitHub. */
const MAX_COMMANDS = 10;

/** Handles the commands of one comment in their order, except those that an earlier worker handled. */
export async function handleCommands(
  context: Omit<CommandContext, 'args'>,
  parsed: readonly ParsedCommand[],
): Promise<CommandResult[]> {
  if (parsed.length > MAX_COMMANDS) return [tooMany(parsed.length)];
  const { pool } = context.database;
  const { deliveryId, comment } = context;
  const handled = await findCommandRecords(pool, deliveryId);
  const results: CommandResult[] = [];
  for (const [index, { name, args }] of parsed.entries()) {
    const before = handled.find((record) => record.index === index);
    const result = before
      ? ({ outcome: before.outcome, reason: before.reason, reply: before.reply } as CommandResult)
      : await handleCommand({ ...context, args }, name);
    if (!before) {
      const about = { subject: context.work.subject, deliveryId, actor: comment.author, effects: [...context.effects] };
      await recordCommand(pool, about, { ...result, index, commandName: name, args, commentId: comment.id });
    }
    results.push(result);
  }
  return results;
}

async function handleCommand(context: CommandContext, name: string): Promise<CommandResult> {
  const command = context.commands.find((known) => known.name === name);
  if (!command) return unknownCommand(name, context.commands);
  const { pull, comment } = context;
  const who = loginOn(context, pull, comment.author);
  const { outcome } = await authorize(who, command.permission, { of: 'pull request' });
  return outcome === 'allowed' ? command.handle(context) : notAllowed(context, command.permission);
}

function tooMany(count: number): CommandResult {
  return {
    outcome: 'refused',
    reason: `${count} commands in one comment`,
    reply: `This comment has ${count} commands. The limit is ${MAX_COMMANDS}, so nothing was done. Please write a new comment with fewer; \`all\` stands for all recipes.`,
  };
}

function unknownCommand(given: string, commands: readonly Command[]): CommandResult {
  const name = given.slice(0, MAX_NAME_LENGTH);
  const near = nearestName(
    name,
    commands.map((command) => command.name),
  );
  const meant = commands.find((command) => command.name === near);
  const help = meant
    ? ` Did you mean ${codeSpan(meant.usage)}? It ${meant.summary}. \`/help\` lists all commands.`
    : `\n\n${listOfCommands(commands)}`;
  return {
    outcome: 'refused',
    reason: `unknown command /${name}`,
    reply: `Unknown command ${codeSpan(`/${name}`)}.${help}`,
  };
}

async function notAllowed(context: CommandContext, needed: Command['permission']): Promise<CommandResult> {
  const { author } = context.comment;
  const { runPermission, repository } = context;
  const who =
    needed === 'production' // which is no right of maintainers
      ? `somebody with ${codeSpan(runPermission)} permission on ${codeSpan(repository)}`
      : await whoMayRun(context, context.pull);
  return {
    outcome: 'refused',
    reason: `${author} may not do this`,
    reply: `@${author}, you are not allowed to do this. Please ask ${who} to write this command.`,
  };
}
