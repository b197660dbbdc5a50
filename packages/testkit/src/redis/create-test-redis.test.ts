import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createTestRedis, type TestRedis } from './create-test-redis.ts';

async function ask<T>(server: TestRedis, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

test('each Redis is empty, its own, and never evicts', async () => {
  const [one, other] = await Promise.all([createTestRedis(), createTestRedis()]);
  try {
    await ask(one, (redis) => redis.set('key', 'value'));
    expect(await ask(other, (redis) => redis.dbsize())).toBe(0);
    expect(await ask(one, (redis) => redis.config('GET', 'maxmemory-policy'))).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});

test.each([
  [true, 'value'],
  [false, null],
])('killed and started again it is at the same URL, with appendonly %p it holds %p', async (appendonly, held) => {
  const server = await createTestRedis({ appendonly });
  try {
    await ask(server, (redis) => redis.set('key', 'value'));
    const killed = server.pid();
    await server.kill();
    await server.start();
    expect(server.pid()).not.toBe(killed);
    expect(await ask(server, (redis) => redis.get('key'))).toBe(held);
  } finally {
    await server.stop();
  }
});
