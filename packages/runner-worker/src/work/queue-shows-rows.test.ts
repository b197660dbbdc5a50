import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import type { Subject } from '@pangeo-forge/db/names/subject';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { retryWork } from '@pangeo-forge/db/work/operate-work';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { queueName, type WakeUp } from '@pangeo-forge/shared/queues/queue-catalog';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker, type Waker } from '@pangeo-forge/shared/queues/waker';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { RequeueAfter, type WorkHandler } from './work-handler.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const HOUR_MS = 3_600_000;
const CONCURRENCY = 4;
const logger = pino({ level: 'silent' });
const database = await withMigratedDatabase({ poolSize: 8 });

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await createTestRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

let handle: WorkHandler;
let loop: WorkLoop;
let stopping: AbortController;
let waker: Waker;
let queue: Queue<WakeUp>;
let releasers: ReturnType<typeof createReleasers>;
beforeEach(async () => {
  releasers = createReleasers();
  await redis.flushall();
  await database.pool.query('truncate work, setting');
  const producer = connectRedis(server.url, 'produce', logger);
  const consumer = connectRedis(server.url, 'consume', logger);
  for (const connection of [producer, consumer]) releasers.add(() => connection.disconnect());
  waker = createWaker(producer, logger);
  releasers.add(() => waker.close());
  queue = new Queue<WakeUp>(queueName('reports'), { connection: redis });
  releasers.add(() => queue.close());
  stopping = new AbortController();
  loop = createWorkLoop({
    pool: database.pool,
    waker,
    handlers: { reports: (context) => handle(context) },
    holder: 'a worker',
    stopping: stopping.signal,
    logger,
    redis: consumer,
    concurrency: { reports: CONCURRENCY },
  });
  releasers.add(() => loop.stop());
  loop.start();
});
afterEach(() => releasers.releaseAll());

async function enqueue(ref: string): Promise<string> {
  const work = { kind: 'reports' as const, ref, subject: `run ${ref}` as Subject, label: `report of run ${ref}` };
  const due = await enqueueWork(database.pool, work);
  await waker.wake([due]);
  return due.id;
}

async function rowOf(id: string) {
  const { rows } = await database.pool.query<{ state: string; attempts: number; inMs: number }>(
    `select state, attempts, extract(epoch from due_at - now())::float8 * 1000 as "inMs" from work where id = $1`,
    [id],
  );
  return rows[0];
}

/** The job that shows this work in one of these states. */
const shown = (id: string, state: 'active' | 'completed' | 'delayed' | 'failed' | 'wait') =>
  waitFor(async () => (await queue.getJobs([state])).find((job) => job?.data.workId === id), {
    describe: async () => JSON.stringify([await queue.getJobCounts(), await rowOf(id)]),
  });

/** Retries the work now, with this many attempts behind it. */
async function retryNow(id: string, attempts: number): Promise<void> {
  await database.pool.query(`update work set attempts = $2, due_at = now() where id = $1`, [id, attempts]);
  await waker.wake([{ id, kind: 'reports', label: 'retried now' }]);
}

describe('the queue shows what the row says', () => {
  test('work that failed nine times and is retried is a delayed job with its attempts, its error and its time', async () => {
    handle = async () => {
      throw new Error('GitHub fell over');
    };
    const id = await enqueue('1');
    for (let attempts = 1; attempts < 9; attempts++) {
      await waitFor(async () => (await shown(id, 'delayed')).attemptsMade === attempts);
      await retryNow(id, attempts);
    }
    const job = await waitFor(async () => {
      const delayed = await shown(id, 'delayed');
      return delayed.attemptsMade === 9 && delayed;
    });
    expect(job.failedReason).toBe('GitHub fell over');
    expect(job.stacktrace?.join()).toContain('queue-shows-rows.test.ts');
    const { logs } = await queue.getJobLogs(job.id ?? '');
    expect(logs.at(-1)).toMatch(/attempt \d+ by a worker/);
    expect((await rowOf(id))?.state).toBe('due');
    expect(job.delay).toBeGreaterThan(30_000); // the eighth doubling of half a second
  });

  test('work that failed for good is a failed job with its error', async () => {
    handle = async () => {
      throw new Error('never');
    };
    const id = await enqueue('1');
    await shown(id, 'delayed');
    await retryNow(id, 24);
    const job = await shown(id, 'failed');
    expect(job.failedReason).toBe('never');
    expect((await rowOf(id))?.state).toBe('failed');
  });

  test('work that waits is a delayed job that says for what, and is taken at once when it is woken', async () => {
    let isReady = false;
    handle = async () => {
      if (!isReady) throw new RequeueAfter(HOUR_MS, 'the bakery is busy');
      return 'reported';
    };
    const id = await enqueue('1');
    const job = await shown(id, 'delayed');
    await waitFor(async () => (await queue.getJobLogs(job.id ?? '')).logs.join().includes('the bakery is busy'));
    expect(job.failedReason).toBeUndefined();
    isReady = true;
    await enqueue('1');
    const done = await shown(id, 'completed');
    expect(done.id).toBe(job.id);
    expect(done.returnvalue).toMatchObject({ decided: 'reported' });
  });

  test('work in progress is an active job with its worker and the lines that its handler notes', async () => {
    const held = Promise.withResolvers<void>();
    handle = async ({ note }) => {
      note?.('the runner was called');
      await held.promise;
    };
    const id = await enqueue('1');
    const job = await shown(id, 'active');
    await waitFor(async () => (await queue.getJobLogs(job.id ?? '')).logs.join().includes('the runner was called'));
    expect((await queue.getJob(job.id ?? ''))?.progress).toEqual({ attempt: 1, worker: 'a worker' });
    held.resolve();
    await shown(id, 'completed');
  });

  test('what is asked for while a job is active is done by a job after it', async () => {
    const held = Promise.withResolvers<void>();
    let calls = 0;
    handle = async () => {
      calls++;
      await held.promise;
    };
    const id = await enqueue('1');
    await shown(id, 'active');
    await waitFor(() => calls === 1); // a job is active before its row is claimed
    await enqueue('1');
    held.resolve();
    await waitFor(() => calls === 2, { describe: () => rowOf(id) });
    await waitFor(async () => (await rowOf(id))?.state === 'done');
  });

  test('work whose subject is busy is a delayed job, and runs when the subject is free', async () => {
    const held = Promise.withResolvers<void>();
    const order: string[] = [];
    handle = async ({ work }) => {
      order.push(work.ref);
      if (work.ref === '1') await held.promise;
    };
    const first = await enqueue('1');
    await shown(first, 'active');
    const second = { kind: 'reports' as const, ref: '2', subject: 'run 1' as Subject, label: 'second' };
    const due = await enqueueWork(database.pool, second);
    await waker.wake([due]);
    await shown(due.id, 'delayed');
    held.resolve();
    await shown(due.id, 'completed');
    expect(order).toEqual(['1', '2']);
  });

  test('work of a worker that stops is a waiting job again, and no attempt', async () => {
    handle = async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('cut off');
    };
    const id = await enqueue('1');
    await shown(id, 'active');
    stopping.abort();
    await loop.stop();
    expect(await rowOf(id)).toMatchObject({ state: 'due', attempts: 0 });
    expect((await shown(id, 'wait')).failedReason).toBeUndefined();
  });

  test('failed work that was retried elsewhere leaves the failed jobs', async () => {
    let isBroken = true;
    handle = async () => {
      if (isBroken) throw new Error('broken');
    };
    const id = await enqueue('1');
    await shown(id, 'delayed');
    await retryNow(id, 24);
    await shown(id, 'failed');
    isBroken = false;
    const due = await retryWork(database.pool, id, 'an operator');
    if (due) await waker.wake([due]);
    await shown(id, 'completed');
    await waitFor(async () => (await queue.getFailedCount()) === 0);
  });

  test('a paused queue starts nothing, with or without Redis, and goes on when it is resumed', async () => {
    await database.pool.query(`insert into setting (key, value) values ('pause of queue reports', '{"by": "me"}')`);
    let calls = 0;
    handle = async () => {
      calls++;
    };
    const id = await enqueue('1');
    await redis.flushall();
    await waitFor(() => queue.isPaused());
    await database.pool.query(`update work set due_at = now() - interval '1 minute'`);
    await waitFor(async () => (await redis.exists('pangeo-forge:redraw:reports')) === 1);
    expect(calls).toBe(0);
    expect((await rowOf(id))?.state).toBe('due');
    await database.pool.query(`delete from setting`);
    await waitFor(() => calls === 1);
  });
});

describe('a Redis that loses everything', () => {
  test('loses no work, and the queue is drawn again: what failed, what is retried and what waits', async () => {
    handle = async ({ work }) => {
      const number = Number(work.ref);
      if (number % 10 === 3) throw new RequeueAfter(HOUR_MS, 'the bakery is busy');
      if (number % 10 === 7 && work.attempts === 1) throw new Error('once');
      if (number === 5) throw new Error('for good');
      await database.pool.query('select pg_sleep(0.01)');
    };
    const ids: string[] = [];
    for (let number = 0; number < 60; number++) {
      ids.push(await enqueue(String(number)));
      if (number === 30) await redis.flushall();
    }
    const failing = ids[5] as string;
    await waitFor(async () => {
      await database.pool.query(
        `update work set attempts = 24, due_at = least(due_at, now()) where id = $1 and state = 'due'`,
        [failing],
      );
      return (await rowOf(failing))?.state === 'failed';
    });
    await redis.flushall();
    const open = `select count(*)::integer as open from work where state not in ('done', 'failed', 'waiting')`;
    await waitFor(async () => (await database.pool.query(open)).rows[0].open === 0, {
      describe: async () => (await database.pool.query('select state, count(*) from work group by 1')).rows,
    });
    const job = await shown(failing, 'failed');
    expect(job.failedReason).toBe('for good');
    expect(job.data.redrawn).toMatchObject({ attempts: 25 });
    for (const number of [3, 13, 23, 33, 43, 53]) await shown(ids[number] as string, 'delayed');
    const { rows } = await database.pool.query('select state, count(*)::integer from work group by 1 order by 1');
    expect(rows).toEqual([
      { state: 'done', count: 53 },
      { state: 'failed', count: 1 },
      { state: 'waiting', count: 6 },
    ]);
  });

  test('does not keep a row from being resolved while its handler runs', async () => {
    const held = Promise.withResolvers<void>();
    handle = async ({ note }) => {
      await held.promise;
      note?.('a line that is lost');
      throw new RequeueAfter(HOUR_MS, 'the bakery is busy');
    };
    const id = await enqueue('1');
    await shown(id, 'active');
    await redis.flushall();
    held.resolve();
    await waitFor(async () => (await rowOf(id))?.state === 'waiting');
    await shown(id, 'delayed');
  });
});
