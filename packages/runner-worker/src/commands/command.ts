import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { PullRequestContext } from '../orchestrator/contexts.ts';

export interface CommandContext extends PullRequestContext {
  pull: PullRequest;
  comment: { id: number; author: string; createdAt: string };
  args: readonly string[];
  /** For `/help`. */
  commands: readonly Command[];
  /** The comment was looked at before, and waited since: how old it is now says nothing. */
  waited: boolean;
}

/** What became of a command. A reply is Markdown for the comment's author. */
export type CommandResult =
  | { outcome: 'ran'; reason: string; reply?: string }
  | { outcome: 'superseded'; reason: string; reply?: string }
  | { outcome: 'refused'; reason: string; reply: string };

export interface Command {
  name: string;
  /** `/run RECIPE_ID…|all` */
  usage: string;
  /** One line, for `/help`. */
  summary: string;
  /** `author`: whoever opened the pull request, too. `run`: whoever may run things on this repository. */
  permission: 'anyone' | 'author' | 'run';
  handle(context: CommandContext): Promise<CommandResult>;
}

/** One file a command; one line in the registry. */
export function defineCommand(command: Command): Command {
  return command;
}
