import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
let bakeryId: number;

interface Ended {
  day: string;
  conclusion?: string;
  minutes?: number;
  is_test?: boolean;
}

async function run({ day, conclusion, minutes = 1, is_test = false }: Ended): Promise<void> {
  const { status } = await served.admin.post('/recipe_runs/', {
    recipe_id: 'counted',
    bakery_id: bakeryId,
    feedstock_id: 1,
    head_sha: 'f'.repeat(40),
    version: '',
    is_test,
    started_at: `${day}T00:00:00Z`,
    ...(conclusion
      ? { status: 'completed', conclusion, completed_at: `${day}T00:${String(minutes).padStart(2, '0')}:00Z` }
      : { status: 'in_progress' }),
  });
  expect(status).toBe(200);
}

beforeAll(async () => {
  served = await startProductionLikeApi();
  bakeryId = (await served.admin.post('/bakeries/', { name: 'counted', region: 'r', description: 'd' })).body.id;
  for (const minutes of [1, 2, 9]) await run({ day: '2031-01-01', conclusion: 'success', minutes });
  await run({ day: '2031-01-01', conclusion: 'failure', minutes: 50 });
  await run({ day: '2031-01-02', conclusion: 'success', is_test: true });
  await run({ day: '2031-01-03' });
});
afterAll(() => served.stop());

test('runs are counted by day, bakery and outcome', async () => {
  const { body } = await served.anyone.get('/stats/recipe_runs/by_day?bakery=counted');
  const day = { bakery_id: bakeryId };
  expect(body).toEqual([
    { ...day, day: '2031-01-03', outcome: 'in_progress', runs: 1 },
    { ...day, day: '2031-01-02', outcome: 'success', runs: 1 },
    { ...day, day: '2031-01-01', outcome: 'failure', runs: 1 },
    { ...day, day: '2031-01-01', outcome: 'success', runs: 3 },
  ]);
});

test('a bakery has the number of its successes and their durations', async () => {
  const { body } = await served.anyone.get('/stats/recipe_runs/by_bakery?bakery=counted');
  expect(body).toEqual([
    {
      bakery_id: bakeryId,
      bakery: 'counted',
      runs: 6,
      ended: 5,
      succeeded: 4,
      median_seconds: 90,
      p90_seconds: expect.any(Number),
    },
  ]);
});

test('the filters of the list count here too', async () => {
  const { body } = await served.anyone.get(
    '/stats/recipe_runs/by_bakery?bakery=counted&is_test=false&started_before=2031-01-02T00:00:00',
  );
  expect(body).toMatchObject([{ runs: 4, succeeded: 3, median_seconds: 120 }]);
  for (const wrong of ['status=ended', 'feedstock_id=-9007199254740991']) {
    for (const by of ['by_day', 'by_bakery']) {
      expect((await served.anyone.get(`/stats/recipe_runs/${by}?${wrong}`)).status).toBe(422);
    }
  }
});

test('all days together are all runs', async () => {
  const days: Array<{ runs: number }> = (await served.anyone.get('/stats/recipe_runs/by_day')).body;
  const { count } = (await served.anyone.get('/stats/recipe_runs')).body;
  expect(days.reduce((sum, { runs }) => sum + runs, 0)).toBe(count);
});
