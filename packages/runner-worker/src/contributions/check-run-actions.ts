import type { CheckRunAction } from '@pangeo-forge/github/check-runs';

export const RUN_ALL = 'run-all';
export const CHECK_AGAIN = 'check-again';
export const READ_RECIPES = 'read-recipes';

const checkAgain: CheckRunAction = {
  label: 'Check again',
  description: 'Reads the recipes of this commit anew',
  identifier: CHECK_AGAIN,
};

/** Our own buttons on a completed check run. */
export const ACTIONS_AFTER_SUCCESS: readonly CheckRunAction[] = [
  { label: 'Run all', description: 'Test-runs every recipe of this commit', identifier: RUN_ALL },
  checkAgain,
];
export const ACTIONS_AFTER_FAILURE: readonly CheckRunAction[] = [checkAgain];
export const ACTIONS_WHILE_WAITING: readonly CheckRunAction[] = [
  { label: 'Read the recipes', description: 'I looked at the code: execute it', identifier: READ_RECIPES },
];
