import { codeSpan, tableCell } from '@pangeo-forge/shared/untrusted/foreign-text';
import { whoMayRun } from '@pangeo-forge/github/permissions/may-run';
import { type Command, defineCommand } from './command.ts';

export const helpCommand = defineCommand({
  name: 'help',
  usage: '/help',
  summary: 'lists the commands',
  permission: 'public',
  async handle(context) {
    const who = `Who may run: ${await whoMayRun(context, context.pull)}.`;
    return {
      outcome: 'ran',
      reason: 'listed the commands',
      reply: [listOfCommands(context.commands), who, WHERE].join('\n\n'),
    };
  },
});

const WHERE =
  'Write commands in a new comment on the conversation, each on a line of its own. Commands in reviews and in edited comments are ignored.';

const WHO: Record<Command['permission'], string> = {
  public: 'anybody',
  production: 'those with the right to run in production',
  author: 'the author, and those who may run',
  run: 'those who may run',
};

/** Generated from the registry. */
export function listOfCommands(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ usage, summary, permission }) => `| ${tableCell(codeSpan(usage))} | ${summary} | ${WHO[permission]} |`,
  );
  return ['| command | what it does | who can use it |', '| --- | --- | --- |', ...rows].join('\n');
}
