import { expect, test } from '@jest/globals';
import { runsPerDay } from './runs-per-day.ts';

test('every day is there, with the runs of all bakeries in the groups of the plot', () => {
  const days = runsPerDay(
    [
      { day: '2026-11-21', bakery_id: 1, outcome: 'stale', runs: 2 },
      { day: '2026-11-21', bakery_id: 2, outcome: 'timed_out', runs: 1 },
      { day: '2026-11-21', bakery_id: 2, outcome: 'in_progress', runs: 3 },
      { day: '2026-11-19', bakery_id: 1, outcome: 'success', runs: 1 },
      { day: '2026-11-01', bakery_id: 1, outcome: 'queued', runs: 9 },
    ],
    Date.UTC(2026, 10, 19),
    Date.UTC(2026, 10, 21),
  );
  expect(days.map(({ day, total }) => [day, total])).toEqual([
    ['2026-11-19', 1],
    ['2026-11-20', 0],
    ['2026-11-21', 6],
  ]);
  expect(days[2]?.counts).toEqual({ success: 0, failure: 0, other: 3, running: 3, queued: 0 });
});
