import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { Redis } from 'ioredis';
import { createRequestBudget, type RequestLimits } from './request-budget.ts';

const LIMITS: RequestLimits = {
  points: { points: 100, seconds: 600 },
  contentShort: { points: 3, seconds: 600 },
  contentLong: { points: 10, seconds: 3_600 },
};
const COMMENT = { method: 'POST', url: 'https://api.github.com/repos/o/r/issues/1/comments' };
const READ = { method: 'GET', url: 'https://api.github.com/repos/o/r' };

let server: TestRedis;
const connections: Redis[] = [];

/** What another process has. */
function budgetOfAProcess() {
  const redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true });
  redis.on('error', () => {});
  connections.push(redis);
  return { redis, budget: createRequestBudget(redis, LIMITS) };
}

beforeAll(async () => {
  server = await createTestRedis();
});

afterAll(async () => {
  for (const redis of connections) redis.disconnect();
  await server.stop();
});

describe('the budget for requests to GitHub', () => {
  test('is shared by all processes, and counted for each installation', async () => {
    const [one, two] = [budgetOfAProcess(), budgetOfAProcess()];
    await Promise.all([one.redis.connect(), two.redis.connect()]);
    await one.budget.spend('installation-1', COMMENT);
    await two.budget.spend('installation-1', COMMENT);
    await one.budget.spend('installation-1', COMMENT);
    const refusal: unknown = await two.budget.spend('installation-1', COMMENT).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'rate_limited', retryable: true, context: { notSent: true } });
    expect((refusal as AppError).context.retryAfterMs).toBeLessThanOrEqual(600_000);
    await two.budget.spend('installation-1', READ);
    await two.budget.spend('installation-2', COMMENT);
  });

  test('is nothing while GitHub’s pause lasts, for any process', async () => {
    const [one, two] = [budgetOfAProcess(), budgetOfAProcess()];
    await Promise.all([one.redis.connect(), two.redis.connect()]);
    await one.budget.pause('installation-3', 900_000);
    await expect(two.budget.spend('installation-3', READ)).rejects.toMatchObject({ code: 'rate_limited' });
    await two.budget.spend('installation-4', READ);
  });

  test('is counted by each process alone while Redis is unavailable', async () => {
    const { redis, budget } = budgetOfAProcess();
    await redis.connect();
    await server.kill();
    for (let n = 0; n < 3; n++) await budget.spend('installation-5', COMMENT);
    await expect(budget.spend('installation-5', COMMENT)).rejects.toMatchObject({ code: 'rate_limited' });
    await server.start();
  });
});
