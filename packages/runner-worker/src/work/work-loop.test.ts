import type { Subject } from '@pangeo-forge/db/names/subject';
import { afterAll, expect, test } from '@jest/globals';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker } from '@pangeo-forge/shared/queues/waker';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createWorkLoop } from './work-loop.ts';

const MAX_AT_ONCE = 2;
const WORKS = 3;
const logger = pino({ level: 'silent' });
const releasers = createReleasers();
afterAll(() => releasers.releaseAll()); // before the database is closed
const database = await withMigratedDatabase({ poolSize: 8 });

/** A worker of one kind, with a Redis of its own. */
async function startLoop(kind: WorkKind) {
  const server = await createTestRedis();
  releasers.add(() => server.stop());
  const producer = connectRedis(server.url, 'produce', logger);
  const consumer = connectRedis(server.url, 'consume', logger);
  for (const redis of [producer, consumer]) releasers.add(() => redis.disconnect());
  const waker = createWaker(producer, logger);
  releasers.add(() => waker.close());
  const handled: string[] = [];
  let inHand = 0;
  const bothInHand = Promise.withResolvers<void>();
  let mostInHand = 0;
  const handler = async ({ work }: { work: { ref: string } }) => {
    mostInHand = Math.max(mostInHand, ++inHand);
    if (inHand === MAX_AT_ONCE) bothInHand.resolve();
    if (work.ref !== 'before') await bothInHand.promise;
    await database.pool.query('select pg_sleep(0.1)'); // time for one too many to begin
    inHand--;
    handled.push(work.ref);
  };
  const loop = createWorkLoop({
    pool: database.pool,
    waker,
    handlers: { [kind]: handler },
    holder: kind,
    stopping: new AbortController().signal,
    logger,
    redis: consumer,
    concurrency: { [kind]: MAX_AT_ONCE },
  });
  loop.start();
  const enqueue = async (ref: string) => {
    const due = await enqueueWork(database.pool, { kind, ref, subject: `${kind} ${ref}` as Subject, label: ref });
    void waker.wake([due]);
  };
  return { server, loop, enqueue, handled, mostInHand: () => mostInHand };
}

async function fill({ url }: TestRedis): Promise<void> {
  const redis = new Redis(url);
  await redis.config('SET', 'maxmemory', '1');
  redis.disconnect();
}

test('work goes on while Redis is away, hangs or is full, and no more of it at once than a worker may have in hand; and it can be stopped', async () => {
  const troubles: [WorkKind, (server: TestRedis) => unknown, (server: TestRedis) => unknown][] = [
    ['deliveries', (server) => server.kill(), (server) => server.start()],
    ['reports', ({ pid }) => process.kill(pid(), 'SIGSTOP'), ({ pid }) => process.kill(pid(), 'SIGCONT')],
    ['reconciliations', fill, () => {}],
  ];
  await Promise.all(
    troubles.map(async ([kind, breakIt, repair]) => {
      const { server, loop, enqueue, handled, mostInHand } = await startLoop(kind);
      await enqueue('before');
      await waitFor(() => handled.length === 1, { describe: () => `${kind} before the trouble` });
      await breakIt(server);
      for (let count = 1; count <= WORKS; count++) await enqueue(`during ${count}`);
      await waitFor(() => handled.length === 1 + WORKS, {
        describe: () => `${kind}: ${handled.join(', ')}`,
      });
      await loop.stop();
      await repair(server);
      expect(mostInHand()).toBe(MAX_AT_ONCE);
    }),
  );
});
