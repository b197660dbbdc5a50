import { expect, test } from '@jest/globals';
import type { RecipeRun } from '../api/recipe-run.ts';
import { median } from './bakery-figures.ts';
import { runsPerDay } from './runs-per-day.ts';

const run = (started_at: string, status: RecipeRun['status'], conclusion: RecipeRun['conclusion'] = null) =>
  ({ started_at, status, conclusion }) as RecipeRun;

test('every day is there, and each run is counted on the day in UTC on which it was registered', () => {
  const days = runsPerDay(
    [
      run('2026-11-19T23:59:59.999999', 'completed', 'success'),
      run('2026-11-21T00:00:00', 'completed', 'stale'),
      run('2026-11-21T01:00:00', 'in_progress', 'failure'),
      run('2026-11-01T00:00:00', 'queued'),
    ],
    Date.UTC(2026, 10, 19),
    Date.UTC(2026, 10, 21),
  );
  expect(days.map(({ day, total }) => [day, total])).toEqual([
    ['2026-11-19', 1],
    ['2026-11-20', 0],
    ['2026-11-21', 2],
  ]);
  expect(days[2]?.counts).toEqual({ success: 0, failure: 0, other: 1, running: 1, queued: 0 });
});

test('the median stands in the middle', () => {
  expect(median([])).toBeNull();
  expect(median([30, 10, 20])).toBe(20);
  expect(median([40, 10, 20, 30])).toBe(25);
});
