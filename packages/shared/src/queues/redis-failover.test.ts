import { afterEach, expect, test } from '@jest/globals';
import { startTcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { startTestSentinel } from '@pangeo-forge/testkit/redis/start-test-sentinel';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Queue } from 'bullmq';
import { pino } from 'pino';
import { createReleasers } from '../process/releasers.ts';
import { queueName } from './queue-catalog.ts';
import { connectRedis, readRedisUrl } from './redis-connection.ts';
import { createWaker } from './waker.ts';
import { writeToRedis } from './write-probe.ts';

let releasers = createReleasers();
afterEach(async () => {
  await releasers.releaseAll();
  releasers = createReleasers();
});

async function startServer() {
  const server = await createTestRedis();
  releasers.add(() => server.stop());
  return server;
}

function connect(url: string, use: 'produce' | 'consume' = 'produce') {
  const lines: string[] = [];
  const redis = connectRedis(url, use, pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }));
  releasers.add(() => redis.disconnect());
  return { redis, lines };
}

async function jobsAt(url: string): Promise<number> {
  const { redis } = connect(url, 'consume');
  const queue = new Queue(queueName('deliveries'), { connection: redis });
  try {
    return (await queue.getJobs()).length;
  } finally {
    await queue.close();
    redis.disconnect();
  }
}

test('a demoted primary with open connections is left for the server at the moved address, with a line in the log', async () => {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const proxy = await startTcpProxy({ port: Number(new URL(first.url).port) });
  releasers.add(() => proxy.stop());
  // the servers have passwords of their own: the second one gets the first one's
  const password = decodeURIComponent(new URL(first.url).password);
  const direct = connect(second.url, 'consume');
  await direct.redis.config('SET', 'requirepass', password);
  const moved = new URL(second.url);
  moved.password = password;
  const url = new URL(first.url);
  url.port = String(proxy.port);
  const { redis, lines } = connect(url.href);
  const waker = createWaker(redis, pino({ level: 'silent' }));
  releasers.add(() => waker.close());
  await waitFor(() =>
    writeToRedis(redis).then(
      () => true,
      () => false,
    ),
  );

  await first.demote();
  await expect(writeToRedis(redis)).rejects.toThrow('READONLY');
  expect(lines.join('')).toContain('Redis takes no writes');
  proxy.moveTo(Number(moved.port));
  await waitFor(() =>
    writeToRedis(redis).then(
      () => true,
      () => false,
    ),
  );
  await waitFor(async () => {
    await waker.wake([{ id: '1', kind: 'deliveries', label: 'a label' }]);
    return (await jobsAt(moved.href)) > 0;
  });
});

test('behind sentinels, the primary is found, and found again when another server has become it', async () => {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const sentinel = await startTestSentinel({ primary: first.url, replica: second.url });
  releasers.add(() => sentinel.stop());
  const { redis } = connect(sentinel.url);
  await waitFor(() =>
    writeToRedis(redis).then(
      () => true,
      () => false,
    ),
  );
  await first.kill();
  await waitFor(() =>
    writeToRedis(redis).then(
      () => true,
      () => false,
    ),
  );
  expect(`${redis.stream.remotePort}`).toBe(new URL(second.url).port);
});

test('a URL names its sentinels, the servers’ password, and the sentinels’ own', () => {
  const { sentinel, plainUrl, tls } = readRedisUrl(
    'redis://u:p@one:26380/3?sentinel=main&sentinels=two:26381,three&sentinel_password=s',
  );
  expect(plainUrl).toBe('redis://u:p@one:26380/3');
  expect(tls).toBeNull();
  expect(sentinel).toEqual({
    name: 'main',
    sentinels: [
      { host: 'one', port: 26380 },
      { host: 'two', port: 26381 },
      { host: 'three', port: 26379 },
    ],
    password: 's',
  });
});
