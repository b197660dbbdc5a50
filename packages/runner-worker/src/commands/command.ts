import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { Right } from '@pangeo-forge/shared/authorization/authorize';
import type { PullRequestContext } from '../orchestrator/contexts.ts';

export interface CommandContext extends PullRequestContext {
  pull: PullRequest;
  comment: { id: number; author: string; createdAt: string };
  args: readonly string[];
  /** For `/help`. */
  commands: readonly Command[];
  /** This comment was handled before and has waited since: its age does not count. */
  waited: boolean;
}

/** The result of a command. A reply is Markdown for the comment's author. */
export type CommandResult =
  | { outcome: 'ran'; reason: string; reply?: string }
  | { outcome: 'superseded'; reason: string; reply?: string }
  | { outcome: 'refused'; reason: string; reply: string };

export interface Command {
  name: string;
  /** `/retry [RECIPE_ID…]` */
  usage: string;
  /** One line, for `/help`. */
  summary: string;
  /** `run`: those who may run things on this repository. `author`: also the author of the pull request. */
  permission: 'public' | Right;
  handle(context: CommandContext): Promise<CommandResult>;
}

/** Defines a command: one file with its usage, rule and handler, and one line in `command-registry.ts`. */
export function defineCommand(command: Command): Command {
  return command;
}

/** `reason` is for the journal, `reply` for the comment's author. */
export function refused(reason: string, reply: string): CommandResult {
  return { outcome: 'refused', reason, reply };
}
