import { LASTING_STORIES } from './lasting-stories.ts';
import { defineKillPointTests } from './define-kill-point-tests.ts';

defineKillPointTests('what lasts', LASTING_STORIES);
