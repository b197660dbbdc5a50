import { createServer, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

test('while Redis is unavailable no request waits for it, and each process has the same limits of its own', async () => {
  const limits = createRequestLimits(connect('redis://127.0.0.1:9'));
  expect(await spendAll(limits, 'a')).toBe(30);
  expect(await spendAll(limits, 'b')).toBe(30);
});

test('a Redis that hangs is waited for once, and the limits are kept', async () => {
  const hanging = createServer(() => {});
  await new Promise<void>((resolve) => void hanging.listen(0, '127.0.0.1', resolve));
  const { port } = hanging.address() as AddressInfo;
  const limits = createRequestLimits(connect(`redis://127.0.0.1:${port}`), 50);
  expect(await spendAll(limits, 'a')).toBe(30);
  hanging.close();
});

const LIMIT = 20;
const attemptTimes = async (limits: RequestLimits, client: string, count: number, isRight: boolean) => {
  let made = 0;
  const attempts = Array.from({ length: count }, (_, index) =>
    limits.attempt('wrong keys', client, `${index}`, async () => {
      made++;
      await setImmediate();
      return isRight ? 'the owner' : null;
    }),
  );
  const results = await Promise.allSettled(attempts);
  return { made, refused: results.filter(({ status }) => status === 'rejected').length };
};

describe.each([
  ['over several processes', () => redis.url, 1],
  ['while Redis is unavailable, in each process', () => 'redis://127.0.0.1:9', 3],
])('%s', (name, url, shares) => {
  test('of 200 wrong attempts at once the limit is made, and later ones are not, right or wrong', async () => {
    const processes = [1, 2, 3].map(() => createRequestLimits(connect(url()), 60_000));
    const tried = await Promise.all(
      processes.map((one, index) => attemptTimes(one, `guesser ${name}`, index === 0 ? 68 : 66, false)),
    );
    const made = tried.reduce((sum, one) => sum + one.made, 0);
    expect([made, tried.reduce((sum, one) => sum + one.refused, 0)]).toEqual([LIMIT * shares, 200 - LIMIT * shares]);
    for (const one of processes)
      expect(await attemptTimes(one, `guesser ${name}`, 1, true)).toEqual({ made: 0, refused: 1 });
  });

  test('200 right attempts of a client at once are made, and one after a few failures too', async () => {
    const limits = createRequestLimits(connect(url()), 60_000);
    expect(await attemptTimes(limits, `right ${name}`, LIMIT - 1, false)).toEqual({ made: LIMIT - 1, refused: 0 });
    expect(await attemptTimes(limits, `right ${name}`, 200, true)).toEqual({ made: 200, refused: 0 });
    expect(await attemptTimes(limits, `right ${name}`, 2, false)).toEqual({ made: 1, refused: 1 });
  });
});
