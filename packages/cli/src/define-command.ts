import type { z } from 'zod';
import type { CliContext } from './context/cli-context.ts';

export interface CommandResult {
  /** What `--json` prints. */
  data: unknown;
  /** What people read. */
  text: string;
  /** 0 unless given. */
  exitCode?: number;
  /** The result is itself the requested secret: it is printed unredacted. */
  isSecret?: boolean;
}

export interface CommandSpec<Input extends z.ZodObject> {
  /** As it is typed: `runs list`. */
  path: string;
  summary: string;
  /** More lines for the help. */
  details?: string;
  /** The script of older documents that this takes the place of. */
  replaces?: string;
  /** `<id>`, `[id]` or `[ids...]`, and what it is. */
  arguments?: ReadonlyArray<readonly [name: string, description: string]>;
  /** `--limit <n>`, and what it does. */
  options?: ReadonlyArray<readonly [flags: string, description: string]>;
  /** Arguments and options by their names in camel case. */
  input: Input;
  run(context: CliContext, input: z.output<Input>): Promise<CommandResult>;
}

/** A command as the program reads it. */
export type Command = CommandSpec<z.ZodObject>;

export function defineCommand<Input extends z.ZodObject>(spec: CommandSpec<Input>): Command {
  return spec as unknown as Command;
}
