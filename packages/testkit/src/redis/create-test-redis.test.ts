import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createTestRedis } from './create-test-redis.ts';

test('each Redis is empty, its own, and never evicts', async () => {
  const servers = await Promise.all([createTestRedis(), createTestRedis()]);
  const [one, other] = servers.map(({ url }) => new Redis(url)) as [Redis, Redis];
  try {
    await one.set('key', 'value');
    expect(await other.dbsize()).toBe(0);
    expect(await one.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  } finally {
    one.disconnect();
    other.disconnect();
    await Promise.all(servers.map(({ stop }) => stop()));
  }
});
