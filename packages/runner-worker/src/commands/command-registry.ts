import { approveCommand } from './approve.command.ts';
import { cancelCommand } from './cancel.command.ts';
import type { Command } from './command.ts';
import { helpCommand } from './help.command.ts';
import { lintCommand } from './lint.command.ts';
import { logsCommand } from './logs.command.ts';
import { retryCommand } from './retry.command.ts';
import { runCommand } from './run.command.ts';
import { scheduleCommand } from './schedule.command.ts';
import { statusCommand } from './status.command.ts';

/** Every command that people can give in a comment, in the order of `/help`. */
export const COMMANDS: readonly Command[] = [
  runCommand,
  cancelCommand,
  approveCommand,
  retryCommand,
  scheduleCommand,
  statusCommand,
  logsCommand,
  lintCommand,
  helpCommand,
];
