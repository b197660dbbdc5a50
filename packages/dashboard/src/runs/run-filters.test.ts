import { expect, test } from '@jest/globals';
import { apiQueryOf, readRunFilters, runsPath, timeQueryOf } from './run-filters.ts';

const filtersOf = (query: string) => readRunFilters(new URLSearchParams(query));

test('a URL keeps its filters', () => {
  const query = 'q=sst&outcome=timed_out&feedstock=a%2Fb&bakery=c&kind=test&from=2026-11-01&to=2026-11-21';
  expect(runsPath(filtersOf(query))).toBe(`/dashboard/recipe-runs?${query}`);
});

test('an invalid filter is ignored', () => {
  const filters = filtersOf('outcome=%3Cscript%3E&kind=x&from=2026-02-30&to=yesterday&outcome=success');
  expect(runsPath(filters)).toBe('/dashboard/recipe-runs');
});

test('a state is what the API calls status or conclusion', () => {
  expect(apiQueryOf(filtersOf('outcome=in_progress'))).toMatchObject({ status: ['in_progress'] });
  expect(apiQueryOf(filtersOf('outcome=failure&kind=production'))).toMatchObject({
    status: ['completed'],
    conclusion: ['failure'],
    is_test: false,
  });
});

test('days are complete: from the start of the first to the end of the last', () => {
  expect(timeQueryOf({ from: '2026-02-27', to: '2026-02-28' })).toEqual({
    started_after: '2026-02-27T00:00:00',
    started_before: '2026-03-01T00:00:00',
  });
});
