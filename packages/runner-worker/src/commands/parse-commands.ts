export interface ParsedCommand {
  /** Lower case, without the slash. */
  name: string;
  args: string[];
}

const COMMAND = /^\/([A-Za-z][\w-]*)(?:\s+(.*))?$/;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;

/**
 * A comment has commands when it starts with one; each further line that starts with `/` is another. Quotes and code
 * are ignored.
 */
export function parseCommands(body: string): ParsedCommand[] {
  const lines = body.split(/\r\n|\r|\n/);
  const commands: ParsedCommand[] = [];
  let fence: string | null = null;
  let started = false;
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      continue;
    }
    if (mark) fence = mark;
    const command = mark ? null : COMMAND.exec(line.trimEnd());
    if (command)
      commands.push({ name: (command[1] ?? '').toLowerCase(), args: command[2]?.split(/\s+/).filter(Boolean) ?? [] });
    if (!started && line.trim() !== '') {
      started = true;
      if (!command) return [];
    }
  }
  return commands;
}
