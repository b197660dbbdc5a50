import type { Command } from '../registry/define-command.ts';
import { runCommand } from './run.command.ts';

/** Every command that people can give in a comment. */
export const COMMANDS: readonly Command[] = [runCommand];
