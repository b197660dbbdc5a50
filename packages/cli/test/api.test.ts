import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '@pangeo-forge/db/migrate';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { createProductionLikeDatabase } from '@pangeo-forge/db/testing/production-like-database';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { runCommand } from './run-command.ts';
import { type RunningApi, startApi } from './start-api.ts';

const releasers = createReleasers();
let api: RunningApi;
beforeAll(async () => {
  const [database, redis] = await Promise.all([createProductionLikeDatabase(), createTestRedis()]);
  releasers.add(() => database.drop());
  releasers.add(() => redis.stop());
  const opened = openDatabase({ url: database.url, poolSize: 2 });
  await migrate(opened);
  await opened.close();
  api = await startApi({ databaseUrl: database.url, redisUrl: redis.url });
  releasers.add(() => api.stop());
});
afterAll(() => releasers.releaseAll());

const run = (...line: string[]) =>
  runCommand(line, { variables: { PANGEO_FORGE_API_URL: api.url, PANGEO_FORGE_API_KEY: api.apiKey } });

async function json<T>(...line: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await run(...line, '--json');
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

interface Run {
  id: number;
  status: string;
  conclusion: string | null;
  is_test: boolean;
}

test('runs are listed latest first, filtered by the API, and page after page', async () => {
  const runs = await json<Run[]>('runs', 'list', '--limit', '150');
  expect(runs).toHaveLength(150);
  expect(runs.map(({ id }) => id)).toEqual(runs.map(({ id }) => id).toSorted((a, b) => b - a));
  const production = await json<Run[]>('runs', 'list', '--production', '--conclusion', 'success', '--limit', '5');
  expect(production.every((row) => !row.is_test && row.conclusion === 'success')).toBe(true);
});

test('a run is shown, its dataset opened, and what became of it explained', async () => {
  const [dataset] = await json<Array<{ id: number; dataset_public_url: string }>>(
    'datasets',
    'list',
    '--test',
    '--limit',
    '1',
  );
  const id = String(dataset?.id);
  expect((await run('runs', 'show', id)).stdout).toContain(dataset?.dataset_public_url);
  expect((await run('datasets', 'open', id)).stdout).toMatch(
    new RegExp(`xr\\.open_dataset\\(\\s*"${dataset?.dataset_public_url}"`),
  );
  expect(await run('explain', id)).toMatchObject({ exitCode: 0 });
  expect(await run('runs', 'logs', id)).toMatchObject({ exitCode: 0 });
});

test('a queued run is cancelled once; the second time says why not', async () => {
  const [queued] = await json<Run[]>('runs', 'list', '--status', 'queued', '--limit', '1');
  const id = String(queued?.id);
  expect(await run('runs', 'cancel', id)).toMatchObject({ exitCode: 0, stdout: `Run ${id} was cancelled.\n` });
  expect(await run('runs', 'cancel', id)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('has already ended'),
  });
  expect((await run('explain', id)).stdout).toContain('→ completed');
});

test('stac rebuild says how much it rebuilds', async () => {
  expect(await json('stac', 'rebuild')).toEqual({ items: 0 });
});

test('what is not there exits with 5, and a wrong key with 4', async () => {
  expect(await run('runs', 'show', '999999')).toMatchObject({ exitCode: 5 });
  const variables = { PANGEO_FORGE_API_URL: api.url, PANGEO_FORGE_API_KEY: 'wrong-key-of-somebody' };
  expect(await runCommand(['runs', 'cancel', '1'], { variables })).toMatchObject({ exitCode: 4 });
});

test('a feedstock is added by hand with api, as the documents did it in Python', async () => {
  const { exitCode, stdout } = await run(
    'api',
    'POST',
    '/feedstocks/',
    '--data',
    '{"spec": "somebody/some-feedstock"}',
  );
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ spec: 'somebody/some-feedstock', provider: 'github' });
});

test('bakeries are listed, and for a misspelt one the nearest name is suggested', async () => {
  const [bakery] = await json<Array<{ name: string }>>('bakeries', 'list');
  expect(await run('bakeries', 'show', bakery?.name ?? '')).toMatchObject({ exitCode: 0 });
  expect(await run('bakeries', 'show', `${bakery?.name}x`)).toMatchObject({
    exitCode: 5,
    stderr: `There is no bakery "${bakery?.name}x". Did you mean "${bakery?.name}"?\n`,
  });
});
