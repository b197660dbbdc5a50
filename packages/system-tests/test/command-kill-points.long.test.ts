import { COMMAND_STORIES } from './command-stories.ts';
import { defineKillPointTests } from './define-kill-point-tests.ts';

defineKillPointTests('commands', COMMAND_STORIES);
