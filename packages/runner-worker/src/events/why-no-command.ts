import type { ParsedCommand } from '../commands/parse-commands.ts';

/** Why nothing is done about a comment; null when its author gives commands in it. Bots, this App among them, give none. */
export function whyNoCommand(
  comment: { user: { login: string; type?: string | undefined } },
  commands: readonly ParsedCommand[],
): string | null {
  const { login, type } = comment.user;
  if (type === 'Bot' || login.endsWith('[bot]')) return 'the comment was written by a bot';
  return commands.length === 0 ? 'the comment gives no command' : null;
}
