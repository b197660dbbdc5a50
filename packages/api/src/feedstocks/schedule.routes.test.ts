import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pauseSchedule, findSchedules, replaceSchedules } from '@pangeo-forge/db/feedstocks/schedules';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

test('anybody reads the schedules of a feedstock, and why one is paused', async () => {
  const { pool } = served.api.database;
  const { id } = await ensureFeedstock(pool, 'pangeo-forge/tide-feedstock');
  const nextDueAt = '2027-01-01T06:00:00Z';
  await replaceSchedules(pool, id, [
    { recipeId: 'high', cron: '0 6 * * *', nextDueAt },
    { recipeId: 'low', cron: '0 7 * * *', nextDueAt },
  ]);
  const low = (await findSchedules(pool, id)).find(({ recipeId }) => recipeId === 'low');
  if (low) await pauseSchedule(pool, low, { by: 'somebody', reason: '@somebody paused it' });
  const answer = await served.anyone.get(`/feedstocks/${id}/schedules`);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject([
    { recipe_id: 'high', schedule: '0 6 * * *', next_at: nextDueAt, paused_at: null },
    { recipe_id: 'low', next_at: null, paused_by: 'somebody', pause_reason: '@somebody paused it' },
  ]);
  expect(JSON.parse((await served.anyone.get('/feedstocks/999999/schedules')).text)).toEqual([]);
});
