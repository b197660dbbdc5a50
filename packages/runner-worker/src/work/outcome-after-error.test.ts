import type { Subject } from '@pangeo-forge/db/names/subject';
import { describe, expect, test } from '@jest/globals';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { outcomeAfterError } from './outcome-after-error.ts';
import { RequeueAfter } from './work-handler.ts';

const attempt = (attempts: number): LeasedWork => ({
  id: '1',
  kind: 'deliveries',
  ref: 'a delivery',
  subject: 'a pull request' as Subject,
  label: 'a label',
  attempts,
  lostLeases: 0,
  fence: '1',
  traceparent: null,
});
const down = new AppError('github_unavailable', 'GitHub did not answer.');

describe('how work is left when its handler threw', () => {
  test('a GitHub that is down for two days delays the work and does not fail it', () => {
    let sinceMs = 0;
    for (let attempts = 1; sinceMs < 48 * 3_600_000; attempts++) {
      const settlement = outcomeAfterError(down, attempt(attempts), false);
      if (settlement.outcome !== 'retry') throw new Error(`left as ${settlement.outcome} after ${sinceMs} ms`);
      expect(settlement.inMs).toBeLessThanOrEqual(360_000);
      sinceMs += settlement.inMs;
    }
  });

  test('what a long outage of GitHub held up is tried again about a minute after its end', () => {
    const settlement = outcomeAfterError(down, attempt(100), false);
    if (settlement.outcome !== 'retry') throw new Error(`left as ${settlement.outcome}`);
    expect(settlement.inMs).toBeGreaterThanOrEqual(60_000);
    expect(settlement.inMs).toBeLessThanOrEqual(72_000);
  });

  test('GitHub’s own advice is kept when it is longer than our pause', () => {
    const limited = new AppError('github_unavailable', 'limit', { context: { status: 403, retryAfterMs: 123_000 } });
    expect(outcomeAfterError(limited, attempt(1), false)).toMatchObject({ outcome: 'retry', inMs: 123_000 });
  });

  test('a 404 right after an event is looked at again, but not for ever', () => {
    const notThere = new AppError('github_refused', 'Not Found', { context: { status: 404 } });
    expect(outcomeAfterError(notThere, attempt(1), false)).toMatchObject({ outcome: 'retry' });
    expect(outcomeAfterError(notThere, attempt(5), false)).toMatchObject({ outcome: 'failed' });
  });

  test('what trying again cannot fix fails at once', () => {
    const forbidden = new AppError('github_refused', 'Resource not accessible', { context: { status: 403 } });
    expect(outcomeAfterError(forbidden, attempt(1), false)).toMatchObject({ outcome: 'failed' });
  });

  test('waiting, and being stopped, are no attempts', () => {
    expect(outcomeAfterError(new RequeueAfter(5, 'the runner reads'), attempt(99), true)).toEqual({
      outcome: 'waiting',
      forMs: 5,
      reason: 'the runner reads',
    });
    expect(outcomeAfterError(new Error('cut off'), attempt(1), true)).toEqual({ outcome: 'released' });
  });
});
