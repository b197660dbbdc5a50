import { expect, test } from '@jest/globals';
import { reasonOfCancellation, whoCancelled } from './cancellation-reason.ts';

const cancelled = (actor: string, reason: string) => ({ type: 'cancelled', actor, reason }) as const;

test('what the worker or the bakery confirms has the reason of who asked', () => {
  for (const actor of ['worker', 'bakery'])
    expect(reasonOfCancellation(cancelled(actor, 'the run was cancelled'), 'octocat')).toBe('@octocat said /cancel.');
  expect(reasonOfCancellation(cancelled('bakery', 'CANCELLED'), 'api key Ada')).toBe(
    'Ada cancelled it with an API key.',
  );
});

test('who ends a run that nobody can confirm says more than who it was', () => {
  const reason = `${whoCancelled('octocat')} Its job may go on.`;
  expect(reasonOfCancellation(cancelled('octocat', reason), 'octocat')).toBe(reason);
});

test('a job that was cancelled at its bakery has that as its reason', () => {
  expect(reasonOfCancellation(cancelled('bakery', 'The Dataflow job was cancelled.'), null)).toBe(
    'The Dataflow job was cancelled. That was done at the bakery: nobody asked for it here.',
  );
});
