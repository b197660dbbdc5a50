import { expect, test } from '@jest/globals';
import type { RecipeRunDetails } from '../api/recipe-run.ts';
import { runAdvice } from './run-advice.ts';

const advise = (run: Partial<RecipeRunDetails>) =>
  runAdvice({
    recipe_id: 'sst',
    status: 'completed',
    is_test: true,
    pull_request: 7,
    failure_reason: null,
    message: null,
    ...run,
  } as RecipeRunDetails);

test('whoever reads of a failure learns the reason and the next step', () => {
  const advice = advise({ conclusion: 'failure', failure_reason: 'KeyError: time' });
  expect(advice).toMatchObject({ title: 'Why it failed', reason: 'KeyError: time' });
  expect(advice?.next).toContain('pull request #7');
  expect(advice?.next).toContain('/run sst');
  expect(advise({ conclusion: 'failure', is_test: false })?.next).toContain('Merge');
});

test('a run that was lost or took too long is told apart from one that failed', () => {
  expect(advise({ conclusion: 'stale' })?.next).toContain('not the recipe’s fault');
  expect(advise({ conclusion: 'timed_out' })?.next).toContain('smaller');
});

test('the reasons of years ago are found in the message, as text or in its trace', () => {
  expect(advise({ conclusion: 'failure', message: 'Marked by hand' })?.reason).toBe('Marked by hand');
  expect(advise({ conclusion: 'failure', message: '{"trace":"Traceback"}' })?.reason).toBe('Traceback');
  expect(advise({ conclusion: 'failure', message: '{"flow_id":"x"}' })?.reason).toBeNull();
  expect(advise({ conclusion: 'failure', message: 'null' })?.reason).toBeNull();
});

test('a run that goes well needs no advice; a test run that waits says for what', () => {
  expect(advise({ conclusion: 'success' })).toBeNull();
  expect(advise({ status: 'in_progress', conclusion: null })).toBeNull();
  expect(advise({ status: 'queued', conclusion: null })?.next).toContain('/run sst');
});
