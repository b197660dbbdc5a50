import { whoMayRun } from '../permissions/may-run.ts';
import { type Command, defineCommand } from './command.ts';

export const helpCommand = defineCommand({
  name: 'help',
  usage: '/help',
  summary: 'lists the commands',
  permission: 'anyone',
  async handle(context) {
    const who = `Those who may run: ${await whoMayRun(context, context.pull)}.`;
    return {
      outcome: 'ran',
      reason: 'listed the commands',
      reply: [listOfCommands(context.commands), who, WHERE].join('\n\n'),
    };
  },
});

const WHERE =
  'Say them in a new comment of the conversation, each on a line of its own: what stands in a review, or is written by an edit, is not obeyed.';

const WHO: Record<Command['permission'], string> = {
  anyone: 'anybody',
  author: 'the author, and those who may run',
  run: 'those who may run',
};

/** Generated from the registry. */
export function listOfCommands(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ usage, summary, permission }) => `| \`${usage.replaceAll('|', '\\|')}\` | ${summary} | ${WHO[permission]} |`,
  );
  return ['| command | what it does | who can say it |', '| --- | --- | --- |', ...rows].join('\n');
}
