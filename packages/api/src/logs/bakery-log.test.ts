import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JobRef, LogLine, LogQuery } from '@pangeo-forge/bakeries/bakery';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { startRun } from '../../test/running-run.ts';

const BAKERY = 'pangeo-ldeo-nsf-earthcube';
const LINES: LogLine[] = [
  { time: '2022-10-01T00:00:00Z', severity: 'INFO', source: 'worker', text: 'one' },
  { time: '2022-10-02T00:00:00Z', severity: 'ERROR', source: 'worker', text: 'Authorization: Bearer abcdefghijklmnop' },
  { time: '2022-10-03T00:00:00Z', severity: 'ERROR', source: 'job-message', text: 'three' },
];
const asked: Array<{ job: JobRef; query: LogQuery }> = [];

let served: ProductionLikeApi;
let runId: number;
beforeAll(async () => {
  const logs = async (job: JobRef, query: LogQuery) => {
    asked.push({ job, query });
    if (job.jobId === 'silent') return [];
    const lines = LINES.filter(({ source }) => query.source === undefined || source === query.source);
    return (query.newestFirst ? lines.toReversed() : lines).slice(0, query.limit);
  };
  served = await startProductionLikeApi({ bakeries: new Map([[BAKERY, { logs }]]) });
  runId = 1;
  const message = JSON.stringify({ job_name: 'a61', job_id: '2022-10-01_1' });
  await served.api.database.pool.query('update reciperun set message = $2, dispatched_at = null where id = $1', [
    runId,
    message,
  ]);
});
afterAll(() => served.stop());

const read = async (query: string) => (await served.admin.get(`/recipe_runs/${runId}/logs${query}`)).text;

test('the bakery is asked for the job, also where the original noted it, and its lines are redacted', async () => {
  expect(await read('?source=worker&severity=WARNING')).toBe('one\nAuthorization: Bearer [redacted]\n');
  expect(asked.at(-1)).toMatchObject({
    job: { jobName: 'a61', jobId: '2022-10-01_1', since: expect.any(Date) },
    query: { source: 'worker', severity: 'WARNING' },
  });
});

test('without a source all are read; limit, time and formats work as for the runner', async () => {
  expect(await read('')).toContain('three');
  expect(await read('?limit=2')).toBe('Authorization: Bearer [redacted]\nthree\n');
  expect(await read('?since=2022-10-02T12:00:00Z')).toBe('three\n');
  expect(JSON.parse((await read('?limit=1&format=jsonl')).trim())).toEqual({
    time: '2022-10-03T00:00:00Z',
    severity: 'ERROR',
    line: 'three',
  });
});

test('where the bakery has no log, a request without a source gets the runner’s log', async () => {
  const run = await startRun(served.api.database, 'silent-bakery');
  await run.print('from the runner');
  await run.fail('x');
  await served.api.database.pool.query(
    `update reciperun set bakery_job_name = 'a1', bakery_job_id = 'silent' where id = $1`,
    [run.id],
  );
  expect((await served.admin.get(`/recipe_runs/${run.id}/logs`)).text).toBe('from the runner\n');
  expect((await served.admin.get(`/recipe_runs/${run.id}/logs?source=worker`)).text).toBe('');
});

test('a run without a known job has no bakery log', async () => {
  const run = await startRun(served.api.database, 'no-job');
  const { status, body } = await served.admin.get(`/recipe_runs/${run.id}/logs?source=worker`);
  expect([status, body.detail]).toEqual([404, expect.stringContaining('worker')]);
});

test('a trace of a bakery’s source needs a key, and is the last line of this severity', async () => {
  expect((await served.anyone.get(`/recipe_runs/${runId}/logs/trace?source=worker`)).status).toBe(403);
  expect((await served.admin.get(`/recipe_runs/${runId}/logs/trace?source=job-message`)).text).toBe('three\n');
});
