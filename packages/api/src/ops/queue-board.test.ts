import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Subject } from '@pangeo-forge/db/names/subject';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { queueName, type WakeUp } from '@pangeo-forge/shared/queues/queue-catalog';
import { workJob } from '@pangeo-forge/shared/queues/work-job';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Queue, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

const QUEUE = queueName('reports');
const HOUR_MS = 3_600_000;
let server: TestRedis;
let redis: Redis;
let queue: Queue<WakeUp>;
let served: ProductionLikeApi;
beforeAll(async () => {
  server = await createTestRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  queue = new Queue<WakeUp>(QUEUE, { connection: redis });
  served = await startProductionLikeApi({ redis });
});
afterAll(async () => {
  await queue.close();
  await served.stop();
  redis.disconnect();
  await server.stop();
});

let refs = 0;

/** Work in this state, with the job that shows it. */
async function shownWork(state: 'failed' | 'waiting'): Promise<{ workId: string; jobId: string }> {
  const ref = String(++refs);
  const { pool } = served.api.database;
  const { id } = await enqueueWork(pool, { kind: 'reports', ref, subject: `run ${ref}` as Subject, label: ref });
  await pool.query(
    `update work set state = $2, attempts = 25, last_error = 'refused', due_at = now() + interval '1 hour' where id = $1`,
    [id, state],
  );
  const { name, data, opts } = workJob({ id, label: ref }, state === 'failed' ? 0 : HOUR_MS);
  const { id: jobId = '' } = await queue.add(name, data, opts);
  if (state === 'failed') await failAll();
  return { workId: id, jobId };
}

async function failAll(): Promise<void> {
  const worker = new Worker(
    QUEUE,
    async () => {
      throw new UnrecoverableError('refused');
    },
    { connection: redis },
  );
  await waitFor(async () => (await queue.getJobCountByTypes('wait', 'active')) === 0);
  await worker.close();
}

const press = (method: string, path: string, body?: unknown) =>
  served.admin.send(
    method,
    `/ops/queues/api/queues/${QUEUE}${path}`,
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  );

async function rowOf(workId: string) {
  const { rows } = await served.api.database.pool.query(
    `select state, attempts, due_at <= now() as "isDue" from work where id = $1`,
    [workId],
  );
  return rows[0];
}

const journalOf = async (ref: string) =>
  (await served.api.database.pool.query(`select actor, reason from journal where subject = $1 order by id`, [ref]))
    .rows;

test('Retry makes the work due, with all its attempts before it, and is journalled with who pressed it', async () => {
  const { workId, jobId } = await shownWork('failed');
  expect((await press('PUT', `/${jobId}/retry`)).status).toBe(204);
  expect(await rowOf(workId)).toEqual({ state: 'due', attempts: 0, isDue: true });
  expect(await (await queue.getJob(jobId))?.getState()).toBe('waiting');
  expect(await journalOf(`run ${refs}`)).toEqual([
    { actor: 'api key config key', reason: `api key config key asked to try again: ${refs}` },
  ]);
  await failAll();
});

test('Retry all acts on every row, and removes a job whose work is not failed any more', async () => {
  const first = await shownWork('failed');
  const second = await shownWork('failed');
  await served.api.database.pool.query(`update work set state = 'done' where id = $1`, [second.workId]);
  expect((await press('PUT', '/retry/failed')).status).toBe(200);
  expect(await rowOf(first.workId)).toMatchObject({ state: 'due', attempts: 0 });
  expect(await rowOf(second.workId)).toMatchObject({ state: 'done' });
  expect(await queue.getJob(second.jobId)).toBeUndefined();
  await failAll();
});

test('Promote makes work due now that waits, and keeps its attempts', async () => {
  const { workId, jobId } = await shownWork('waiting');
  expect((await press('PUT', `/${jobId}/promote`)).status).toBe(204);
  expect(await rowOf(workId)).toEqual({ state: 'due', attempts: 25, isDue: true });
  const other = await shownWork('waiting');
  expect((await press('PUT', '/promote')).status).toBe(200);
  expect(await rowOf(other.workId)).toMatchObject({ state: 'due', isDue: true });
  await failAll();
});

test('Clean gives failed work up, and refuses to remove work that waits', async () => {
  const failed = await shownWork('failed');
  expect((await press('PUT', `/${failed.jobId}/clean`)).status).toBe(204);
  expect(await rowOf(failed.workId)).toMatchObject({ state: 'done' });
  expect(await queue.getJob(failed.jobId)).toBeUndefined();
  const all = await shownWork('failed');
  expect((await press('PUT', '/clean/failed')).status).toBe(200);
  expect(await rowOf(all.workId)).toMatchObject({ state: 'done' });
  const waiting = await shownWork('waiting');
  for (const path of [`/${waiting.jobId}/clean`, '/clean/delayed']) {
    const { status, text } = await press('PUT', path);
    expect([status, text]).toEqual([409, expect.stringContaining('Work is created by webhooks')]);
  }
  expect(await rowOf(waiting.workId)).toMatchObject({ state: 'waiting' });
});

test('Pause and Resume are in the database, and /ops shows them', async () => {
  expect((await press('PUT', '/pause')).status).toBe(200);
  expect(await queue.isPaused()).toBe(true);
  await redis.flushall();
  const { body } = await served.admin.get('/ops/queues/api/queues');
  const shown = body.queues.find(({ name }: { name: string }) => name === QUEUE);
  expect(shown).toMatchObject({ isPaused: true, readOnlyMode: false, allowCompletedRetries: false });
  expect((await served.admin.get('/ops')).text).toContain('The queue reports is paused by api key config key');
  expect((await press('PUT', '/resume')).status).toBe(200);
  expect((await served.admin.get('/ops')).text).not.toContain('The queue reports is paused');
});

test('nothing else can be done to a queue', async () => {
  const { jobId } = await shownWork('waiting');
  const others: [string, string, unknown?][] = [
    ['POST', '/add', { name: 'x', data: {}, options: {} }],
    ['PUT', '/empty'],
    ['PUT', '/obliterate', {}],
    ['PATCH', `/${jobId}/update-data`, { jobData: { workId: '1' } }],
  ];
  await press('PUT', '/pause'); // without it a queue is not obliterated anyway
  for (const [method, path, body] of others)
    expect([path, (await press(method, path, body)).status]).toEqual([path, 409]);
  await press('PUT', '/resume');
  expect((await queue.getJob(jobId))?.data.label).toBe(String(refs));
});
