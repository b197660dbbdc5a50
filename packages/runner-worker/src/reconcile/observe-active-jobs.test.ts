import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { followRunOfJob } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type ReconcileStage, startReconcileStage } from '../../test/reconcile-stage.ts';
import { observeActiveJobs } from './observe-active-jobs.ts';

const MANY = 100;
const HOUR_S = 3_600;
let stage: ReconcileStage;
let open: number[] = [];

beforeAll(async () => {
  stage = await startReconcileStage();
});

afterEach(async () => {
  stage.dataflow.setOutage(null);
  for (const id of open)
    await transitionRun(stage.database.pool, id, { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null });
  open = [];
});

afterAll(() => stage.stop());

/** A run whose job runs since hours, and that was asked about by itself. */
async function runningJob() {
  const run = await stage.submit();
  open.push(run.id);
  stage.dataflow.submit(run.jobName);
  stage.dataflow.setState(run.jobName, 'RUNNING');
  await stage.passMinutes(run.id, 120);
  await stage.look(run.id);
  return run;
}

const manyJobs = (count: number) => Promise.all(Array.from({ length: count }, runningJob));

/** Their next look comes. */
async function soon(runs: ReadonlyArray<{ id: number }>): Promise<void> {
  await stage.database.pool.query(
    `update work set due_at = now() + interval '5 seconds' where kind = 'reconciliations' and ref = any($1)`,
    [runs.map(({ id }) => String(id))],
  );
}

const requestsOf = async (action: () => Promise<unknown>) => {
  const before = stage.dataflow.requests().length;
  await action();
  return stage.dataflow.requests().slice(before);
};

test('a hundred running jobs are looked at by one question, and nobody asks by himself', async () => {
  const runs = await manyJobs(MANY);
  await soon(runs);
  const alone = await requestsOf(async () => {
    for (const { id } of runs.slice(0, 3)) await stage.look(id);
  });
  expect(alone).toHaveLength(2 * 3); // the job, and what it used
  await soon(runs);
  expect(await requestsOf(() => observeActiveJobs(stage.parts))).toEqual([expect.stringMatching(/\/jobs\?.*filter=/)]);
  for (const { id } of runs) expect((await stage.stateOf(id)).nextLookS).toBeGreaterThan(60);
  expect(await requestsOf(() => observeActiveJobs(stage.parts))).toEqual([]);
});

test('who ended, was replaced or is unknown asks by itself, and ends as it did', async () => {
  const [running, done, forgotten, again] = await manyJobs(4);
  if (!running || !done || !forgotten || !again) throw new Error('there are four');
  stage.dataflow.setState(done.jobName, 'DONE');
  stage.dataflow.forget(forgotten.jobName);
  stage.dataflow.setState(again.jobName, 'CANCELLED');
  stage.dataflow.submit(again.jobName);
  await soon([running, done, forgotten, again]);
  expect(await observeActiveJobs(stage.parts)).toBe(1);
  const nextLooks = await Promise.all(
    [done, forgotten, again].map(async ({ id }) => (await stage.stateOf(id)).nextLookS),
  );
  for (const nextLookS of nextLooks) expect(nextLookS).toBeLessThan(10);
  expect(await stage.look(done.id)).toMatchObject({ conclusion: 'success' });
  expect(await stage.look(again.id)).toMatchObject({ conclusion: 'cancelled' });
  expect(await stage.look(forgotten.id)).toMatchObject({ status: 'in_progress' });
});

test('a push or a person who cancels is not made to wait', async () => {
  const [pushed, cancelled, other] = await manyJobs(3);
  if (!pushed || !cancelled || !other) throw new Error('there are three');
  await soon([pushed, cancelled, other]);
  await inTransaction(stage.database.pool, (client) => requestRunCancellation(client, cancelled.id, 'octocat'));
  await followRunOfJob(stage.database.pool, pushed.jobName);
  await observeActiveJobs(stage.parts);
  for (const { id } of [pushed, cancelled]) expect((await stage.stateOf(id)).nextLookS).toBeLessThan(15);
});

test('a deadline, and what a job uses, are still looked at', async () => {
  const [late, unknownResources, other] = await manyJobs(3);
  if (!late || !unknownResources || !other) throw new Error('there are three');
  await stage.passMinutes(late.id, 22 * 60);
  await stage.database.pool.query(`update reciperun set bakery_job = bakery_job - 'resources_at' where id = $1`, [
    unknownResources.id,
  ]);
  await soon([late, unknownResources, other]);
  expect(await observeActiveJobs(stage.parts)).toBe(1);
  expect((await stage.stateOf(late.id)).nextLookS).toBeLessThan(10);
  expect((await stage.stateOf(unknownResources.id)).nextLookS).toBeLessThan(10);
  expect((await stage.stateOf(other.id)).nextLookS).toBeGreaterThan(60);
  expect((await stage.stateOf(other.id)).nextLookS).toBeLessThan(HOUR_S);
});

test.each([503, 'cut'] as const)('while the list cannot be had (%s) each run asks by itself', async (outage) => {
  const runs = await manyJobs(3);
  await soon(runs);
  stage.dataflow.setOutage(outage);
  expect(await observeActiveJobs(stage.parts)).toBe(0);
  for (const { id } of runs) expect((await stage.stateOf(id)).nextLookS).toBeLessThan(10);
});

test('jobs on later pages are seen', async () => {
  for (let job = 0; job < 1_200; job++) stage.dataflow.submit(`b${job}`);
  const runs = await manyJobs(2);
  await soon(runs);
  expect(await observeActiveJobs(stage.parts)).toBe(2);
});
