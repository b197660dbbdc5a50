import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import { queueName } from './queue-catalog.ts';
import { connectRedis } from './redis-connection.ts';
import { createWaker, type DueWork, type Waker } from './waker.ts';

const logger: Logger = pino({ level: 'silent' });
let redis: TestRedis;
let connection: Redis;
let waker: Waker;

beforeEach(async () => {
  redis = await createTestRedis();
  connection = connectRedis(redis.url, 'produce', logger);
  waker = createWaker(connection, logger);
});

afterEach(async () => {
  await waker.close();
  connection.disconnect();
  await redis.stop();
});

const due = (id: string): DueWork => ({ id, kind: 'reports', label: `run ${id}` });

async function ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(redis.url);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

const waiting = () => ask((client) => client.llen(`bull:${queueName('reports')}:wait`));

test('each wake-up is a job; work that has a job waiting gets no second one', async () => {
  await waker.wake([due('1'), due('2')]);
  expect(await waiting()).toBe(2);
  await waker.wake([due('3')]);
  await waker.wake([due('3')]);
  expect(await waiting()).toBe(3);
});

test('Redis unavailable: a wake-up is lost immediately and without an error, and the next one arrives when it is back', async () => {
  await waker.wake([due('1')]);
  await redis.kill();
  await waitFor(() => connection.status !== 'ready');
  await waker.wake([due('2')]); // nothing answers here until Redis is started again
  await redis.start();
  await waitFor(async () => {
    await waker.wake([due('3')]);
    return (await waiting()) > 0;
  });
});

test('Redis full: a wake-up is lost without an error, and the next one arrives when there is room', async () => {
  await waker.wake([due('1')]);
  await ask((client) => client.config('SET', 'maxmemory', '1'));
  await waker.wake([due('2')]);
  expect(await waiting()).toBe(1);
  await ask((client) => client.config('SET', 'maxmemory', '0'));
  await waker.wake([due('3')]);
  expect(await waiting()).toBe(2);
});

test('Redis hanging: a wake-up is dropped, and the next one arrives when it answers again', async () => {
  await waker.wake([due('1')]);
  process.kill(redis.pid(), 'SIGSTOP');
  const lost = waker.wake([due('2')]);
  try {
    await lost;
  } finally {
    process.kill(redis.pid(), 'SIGCONT');
  }
  await waitFor(async () => {
    await waker.wake([due('3')]);
    return (await waiting()) > 1;
  });
});

test('Redis unavailable at the start: the waker works once it is there, and closes without it', async () => {
  const elsewhere = connectRedis('redis://127.0.0.1:1', 'produce', logger);
  const early = createWaker(elsewhere, logger);
  void early.wake([due('1')]);
  await early.close();
  elsewhere.disconnect();

  await redis.kill();
  const late = connectRedis(redis.url, 'produce', logger);
  const patient = createWaker(late, logger);
  const woken = patient.wake([due('2')]);
  await redis.start();
  await woken;
  expect(await waiting()).toBe(1);
  await patient.close();
  late.disconnect();
});
