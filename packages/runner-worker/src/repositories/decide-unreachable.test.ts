import { expect, test } from '@jest/globals';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RequeueAfter } from '../work/work-handler.ts';
import { decideUnreachable } from './decide-unreachable.ts';

const refusal = (status: number, message: string) =>
  new AppError('github_refused', message, { context: { status, request: 'GET /x', message } });
const LONG_AGO = new Date(0);

test('what GitHub does not show yet is waited for, and what it shows no more is ended', () => {
  expect(() => decideUnreachable(refusal(404, 'Not Found'), new Date(), 1_000)).toThrow(RequeueAfter);
  expect(decideUnreachable(refusal(404, 'Not Found'), LONG_AGO, 1_000)).toMatchObject({ decision: 'ignored' });
});

test('an App that was taken away or suspended ends the work', () => {
  expect(decideUnreachable(new AppError('not_found', 'The App is not installed.'), new Date(), 1_000)).toMatchObject({
    decision: 'ignored',
  });
  expect(decideUnreachable(refusal(403, 'This installation has been suspended'), new Date(), 1_000)).toMatchObject({
    decision: 'ignored',
  });
});

test('an archived repository is a failure that says so', () => {
  expect(decideUnreachable(refusal(403, 'Repository was archived so is read-only.'), LONG_AGO, 1)).toMatchObject({
    decision: 'failed',
  });
});

test('a permission that is missing, and anything unexpected, is not explained away', () => {
  expect(decideUnreachable(refusal(403, 'Resource not accessible by integration'), LONG_AGO, 1)).toBeNull();
  expect(decideUnreachable(new AppError('github_unavailable', 'down'), LONG_AGO, 1)).toBeNull();
  expect(decideUnreachable(new TypeError('x'), LONG_AGO, 1)).toBeNull();
});
