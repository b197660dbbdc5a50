import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { Redis } from 'ioredis';
import { createRequestLimits, type RequestLimits } from './request-limits.ts';

let redis: TestRedis;
const connections: Redis[] = [];
beforeAll(async () => {
  redis = await createTestRedis();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await redis.stop();
});

function connect(url: string): Redis {
  const connection = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => 100, disconnectTimeout: 50 });
  connection.on('error', () => {});
  connections.push(connection);
  return connection;
}

async function spendAll(limits: RequestLimits, client: string): Promise<number> {
  for (let spent = 0; spent < 100; spent++) {
    const refused = await limits.spend('dataset', client).then(
      () => null,
      (error: Error) => error,
    );
    if (refused) {
      expect(refused.message).toContain('Too many requests');
      return spent;
    }
  }
  return Infinity;
}

test('a client has one limit over all processes; another client has its own', async () => {
  const [one, other] = [1, 2].map(() => createRequestLimits(connect(redis.url), 60_000)) as [
    RequestLimits,
    RequestLimits,
  ];
  expect(await spendAll(one, 'a')).toBe(30);
  expect(await spendAll(other, 'a')).toBe(0);
  expect(await spendAll(other, 'b')).toBe(30);
});

test('while Redis is unavailable no request is refused or delayed', async () => {
  const limits = createRequestLimits(connect('redis://127.0.0.1:9'));
  await limits.spend('logs', 'a');
  await limits.assertWithin('wrong keys', 'a');
});
