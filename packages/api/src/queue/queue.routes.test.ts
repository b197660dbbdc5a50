import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { runSubject } from '@pangeo-forge/db/names/subject';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { admitInvocation } from '@pangeo-forge/db/admission/admit-invocation';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { resumeDispatching, stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

const BAKERY = 'busy-bakery';
const LIMIT = 1;
const file = bakeryFileSchema.parse({
  PangeoForge: { max_concurrent_runs: LIMIT },
  Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
  TargetStorage: { fsspec_class: 's3fs.S3FileSystem', fsspec_args: {}, root_path: 's3://bucket/{subpath}' },
});

let served: ProductionLikeApi;
let bakeryId: number;
beforeAll(async () => {
  served = await startProductionLikeApi({ bakeryConfigs: new Map([[BAKERY, { file }]]) });
  bakeryId = (await served.admin.post('/bakeries/', { name: BAKERY, region: 'r', description: 'd' })).body.id;
});
afterAll(() => served.stop());

let runs = 0;
async function register(recipeId: string, isTest: boolean): Promise<number> {
  const { id } = await registerRun(served.api.database.pool, {
    dispatchKey: `run ${runs++}` as DispatchKey,
    recipeId,
    bakeryId,
    feedstockId: 1,
    headSha: 'a'.repeat(40),
    isTest,
    datasetType: 'zarr',
    cloneUrl: 'https://github.com/a/b.git',
    feedstockSubdir: null,
    pullRequest: 1,
    requestedBy: null,
  });
  return id;
}

/** As the worker does, up to the moment in which the bakery has room. */
async function dispatch(id: number): Promise<() => Promise<unknown>> {
  const { pool } = served.api.database;
  await transitionRun(pool, id, { type: 'dispatched', actor: 'maintainer' });
  const invocation = await createInvocation(pool, {
    key: `bake ${id}`,
    kind: 'bake',
    subject: runSubject(id),
    recipeRunId: id,
    request: {
      repoUrl: 'x',
      ref: 'a'.repeat(40),
      feedstockSubdir: null,
      bake: { recipeId: 'x', bakery: BAKERY, jobName: 'j', prune: true, subpath: 's', datasetType: 'zarr' },
    },
    label: `bake ${id}`,
  });
  return () => admitInvocation(pool, invocation.id, { bakery: BAKERY, limit: LIMIT, paused: null });
}

const end = (id: number) =>
  transitionRun(served.api.database.pool, id, { type: 'failed', actor: 'worker', reason: 'done' });
const queueOf = async (id: number) => (await served.admin.get(`/recipe_runs/${id}/queue?at=${performance.now()}`)).body;
const bakery = async () => (await served.admin.get(`/bakeries/${bakeryId}/queue?at=${performance.now()}`)).body;

test('a test run waits for the command, and for the operator while dispatching is stopped', async () => {
  const { pool } = served.api.database;
  const id = await register('asked', true);
  expect(await queueOf(id)).toMatchObject({ state: 'waiting', waits_for: 'command', place: null, limit: LIMIT });
  await stopDispatching(pool, { reason: 'The database is moving.', by: 'operator' });
  expect(await queueOf(id)).toMatchObject({
    waits_for: 'operator',
    reason: expect.stringContaining('The database is moving.'),
  });
  expect(await bakery()).toMatchObject({ stopped: 'The database is moving.' });
  await resumeDispatching(pool, { by: 'operator' });
  await end(id);
});

test('a run has its place in the queue, and what it waits for', async () => {
  const first = await register('one', false);
  const admitFirst = await dispatch(first);
  expect(await queueOf(first)).toMatchObject({ state: 'waiting', waits_for: 'worker', place: 1, waiting: 1 });
  expect(await admitFirst()).toMatchObject({ outcome: 'admitted' });
  expect(await queueOf(first)).toMatchObject({ state: 'running', waits_for: null, reason: null });

  const same = await register('one', false);
  const other = await register('two', true);
  for (const id of [same, other]) await dispatch(id);
  expect(await queueOf(other)).toMatchObject({ waits_for: 'limit', place: 1, waiting: 2, active: 1, limit: LIMIT });
  expect(await queueOf(same)).toMatchObject({ waits_for: 'earlier_run', place: null, earlier_run_id: first });
  expect(await bakery()).toMatchObject({
    limit: LIMIT,
    paused: null,
    active: [{ id: first, recipe_id: 'one', is_test: false }],
    waiting: [
      { id: other, place: 1 },
      { id: same, place: null },
    ],
  });

  for (const id of [first, same, other]) await end(id);
  expect(await queueOf(other)).toMatchObject({ state: 'ended', waits_for: null });
  expect(await bakery()).toMatchObject({ active: [], waiting: [] });
});

test('a paused bakery says why', async () => {
  const id = await register('held', true);
  await dispatch(id);
  const reason = 'Its storage is full.';
  expect((await served.anyone.post(`/ops/bakeries/${bakeryId}/pause`, { reason })).status).toBe(403);
  expect((await served.admin.post(`/ops/bakeries/${bakeryId}/pause`, { reason })).body).toEqual({ ok: true });
  expect(await queueOf(id)).toMatchObject({
    waits_for: 'bakery',
    reason: expect.stringContaining('Its storage is full.'),
  });
  expect(await bakery()).toMatchObject({ paused: 'Its storage is full.' });
  expect((await served.admin.post(`/ops/bakeries/${bakeryId}/resume`)).body).toEqual({ ok: true });
  expect(await bakery()).toMatchObject({ paused: null });
  expect((await served.admin.post('/ops/bakeries/99999/pause', { reason })).status).toBe(404);
  await end(id);
});

test('an unknown run or bakery is 404', async () => {
  expect(await served.anyone.get('/recipe_runs/99999999/queue')).toMatchObject({ status: 404 });
  expect(await served.anyone.get('/bakeries/99999999/queue')).toMatchObject({ status: 404 });
});
