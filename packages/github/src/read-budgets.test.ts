import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { Redis } from 'ioredis';
import { readBudgets } from './read-budgets.ts';
import { createRequestBudget } from './request-budget.ts';

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await createTestRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

test('each installation has its rest of our limits, and of GitHub’s hourly one', async () => {
  const budget = createRequestBudget(redis);
  expect(await readBudgets(redis)).toEqual([]);
  await budget.spend('installation-1', { method: 'POST', url: '/repos/o/r/issues/1/comments' });
  await budget.spend('app', { method: 'GET', url: '/app' });
  const reset = Math.floor(Date.now() / 1_000) + 600;
  await budget.note('installation-1', {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4321',
    'x-ratelimit-reset': String(reset),
  });
  await budget.note('installation-1', {});
  await redis.set('something-else:installation-1', '5');
  expect(await readBudgets(redis)).toEqual([
    { scope: 'installation-1', limit: 'content-long', left: 479, of: 480 },
    { scope: 'installation-1', limit: 'content-short', left: 74, of: 75 },
    { scope: 'installation-1', limit: 'hour', left: 4_321, of: 5_000 },
    { scope: 'app', limit: 'points', left: 849, of: 850 },
    { scope: 'installation-1', limit: 'points', left: 845, of: 850 },
  ]);
  await budget.pause('app', 60_000);
  expect((await readBudgets(redis)).find(({ scope }) => scope === 'app')).toMatchObject({ left: 0 });
});
