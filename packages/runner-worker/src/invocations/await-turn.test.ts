import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findQueuePlace } from '@pangeo-forge/db/admission/bake-queue';
import { pauseBakery, resumeBakery } from '@pangeo-forge/db/admission/pause';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { BAKERY } from '../../test/reconcile-stage.ts';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;

beforeAll(async () => {
  stage = await startSubmissionStage({ rules: { max_concurrent_runs: 2 } });
  stage.setBake((jobName) => {
    stage.dataflow.submit(jobName);
    return {};
  });
});

afterAll(() => stage.stop());

const end = (runId: number) =>
  transitionRun(stage.database.pool, runId, {
    type: 'inspected',
    actor: 'worker',
    datasetPublicUrl: null,
    datasetType: null,
  });
const placeOf = async (id: number) => (await findQueuePlace(stage.database.pool, { id, bakery: BAKERY }))?.place;

test('a bakery has no more runs than its limit; the others wait with their place, fairly between feedstocks', async () => {
  const crowd = [await stage.dispatch(), await stage.dispatch(), await stage.dispatch(), await stage.dispatch()];
  const [first, second, third, fourth] = crowd.map(({ id }) => id) as [number, number, number, number];
  for (const id of [first, second]) expect(await stage.attempt(id)).toMatchObject({ state: 'done' });
  expect(await stage.attempt(third)).toMatchObject({
    state: 'waiting',
    attempts: 0,
    note: expect.stringContaining('place 1'),
  });
  expect(await stage.attempt(fourth)).toMatchObject({ state: 'waiting', note: expect.stringContaining('place 2') });

  const stranger = await stage.dispatch({ feedstockId: await stage.otherFeedstock() });
  expect(await placeOf(stranger.id)).toBe(1);
  expect(await placeOf(third)).toBe(2);

  const ended = await end(first);
  expect(ended).toMatchObject({
    outcome: 'changed',
    due: expect.arrayContaining([expect.objectContaining({ kind: 'invocations' })]),
  });
  expect(await stage.attempt(third)).toMatchObject({ state: 'waiting' });
  expect(await stage.attempt(stranger.id)).toMatchObject({ state: 'done' });
  for (const id of [second, stranger.id]) await end(id);
  for (const id of [third, fourth]) expect(await stage.attempt(id)).toMatchObject({ state: 'done' });
  for (const id of [third, fourth]) await end(id);
});

test('a paused bakery starts nothing and says why; what is in progress goes on', async () => {
  const { pool } = stage.database;
  const running = await stage.dispatch();
  await stage.attempt(running.id);
  await pauseBakery(pool, BAKERY, { reason: 'Dataflow is being upgraded.', by: 'operator' });
  const held = await stage.dispatch();
  expect(await stage.attempt(held.id)).toMatchObject({
    state: 'waiting',
    note: expect.stringContaining('Dataflow is being upgraded.'),
  });
  expect(await stage.stateOf(running.id)).toMatchObject({ status: 'in_progress' });
  await resumeBakery(pool, BAKERY, 'operator');
  expect(await stage.attempt(held.id)).toMatchObject({ state: 'done' });
  for (const { id } of [running, held]) await end(id);
});

test('two production runs of one dataset never overlap, although their jobs are elsewhere', async () => {
  const first = await stage.dispatch({ isTest: false });
  const second = await stage.dispatch({ isTest: false });
  await stage.attempt(first.id);
  expect(await stage.attempt(second.id)).toMatchObject({
    state: 'waiting',
    note: expect.stringContaining('same dataset'),
  });
  await end(first.id);
  expect(await stage.attempt(second.id)).toMatchObject({ state: 'done' });
});

test('however many try at once, no more start than the limit, and all have started in the end', async () => {
  const crowd = await Promise.all(Array.from({ length: 8 }, () => stage.dispatch()));
  let open = crowd.map(({ id }) => id);
  for (let round = 0; open.length > 0 && round < crowd.length; round++) {
    const tried = await Promise.all(open.map(async (id) => ({ id, ...(await stage.attempt(id)) })));
    const started = tried.filter(({ state }) => state === 'done').map(({ id }) => id);
    expect(started.length).toBeGreaterThan(0);
    expect(started.length).toBeLessThanOrEqual(2);
    for (const id of started) await end(id);
    open = open.filter((id) => !started.includes(id));
  }
  expect(open).toEqual([]);
});
