import { FLOW_STORIES } from './flow-stories.ts';
import { defineKillPointTests } from './define-kill-point-tests.ts';

defineKillPointTests('flows', FLOW_STORIES);
