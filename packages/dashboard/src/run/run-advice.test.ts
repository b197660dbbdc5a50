import { expect, test } from '@jest/globals';
import type { RecipeRunDetails, RunQueue } from '@pangeo-forge/api-client/rows';
import { runAdvice } from './run-advice.ts';

const advise = (run: Partial<RecipeRunDetails>, queue: Partial<RunQueue> | null = null) =>
  runAdvice(
    {
      recipe_id: 'sst',
      status: 'completed',
      is_test: true,
      pull_request: 7,
      failure_reason: null,
      message: null,
      ...run,
    } as RecipeRunDetails,
    queue as RunQueue | null,
  );

test('advice on a failure has the reason and the next step', () => {
  const advice = advise({ conclusion: 'failure', failure_reason: 'KeyError: time' });
  expect(advice).toMatchObject({ title: 'Why it failed', reason: 'KeyError: time' });
  expect(advice?.next).toContain('pull request #7');
  expect(advice?.next).toContain('/run sst');
  expect(advise({ conclusion: 'failure', is_test: false })?.next).toContain('Merge');
});

test('a run that was lost or took too long has other advice than one that failed', () => {
  expect(advise({ conclusion: 'stale' })?.next).toContain('The recipe is not at fault');
  expect(advise({ conclusion: 'timed_out' })?.next).toContain('smaller');
});

test('no new commit is asked for where the same one can run again', () => {
  expect(advise({ conclusion: 'cancelled' })?.next).toBe(
    '“/run sst” in a comment on pull request #7 runs the same commit again.',
  );
  const production = { is_test: false, pull_request: null };
  for (const conclusion of ['stale', 'cancelled'] as const) {
    const { next } = advise({ conclusion, ...production }) ?? {};
    expect(next).toContain('“/run sst --production” in a maintainer’s comment on the pull request that was merged');
    expect(next).not.toContain('commit');
  }
});

test('reasons from the previous system are found in the message, as text or in its trace', () => {
  expect(advise({ conclusion: 'failure', message: 'Marked by hand' })?.reason).toBe('Marked by hand');
  expect(advise({ conclusion: 'failure', message: '{"trace":"Traceback"}' })?.reason).toBe('Traceback');
  expect(advise({ conclusion: 'failure', message: '{"flow_id":"x"}' })?.reason).toBeNull();
  expect(advise({ conclusion: 'failure', message: 'null' })?.reason).toBeNull();
});

test('a successful run has no advice; a waiting test run says what it waits for', () => {
  expect(advise({ conclusion: 'success' })).toBeNull();
  expect(advise({ status: 'in_progress', conclusion: null })).toBeNull();
  const queued = { status: 'queued', conclusion: null } as const;
  expect(advise(queued, { state: 'waiting', waits_for: 'command' })?.next).toContain('/run sst');
});

test('a started run that waits says what it waits for, and that no action is needed', () => {
  const started = { status: 'in_progress', conclusion: null } as const;
  const reason = 'The bakery works on 2 of 2 runs at once; place 3 of 4.';
  expect(advise(started, { state: 'waiting', waits_for: 'limit', reason })).toMatchObject({
    title: 'Waiting for its turn',
    reason,
    next: expect.stringContaining('automatically'),
  });
  expect(advise(started, { state: 'waiting', waits_for: 'bakery', reason })?.title).toContain('paused');
  expect(advise(started, { state: 'running', waits_for: null })).toBeNull();
});
