import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;

beforeAll(async () => {
  stage = await startSubmissionStage({ rules: { max_concurrent_runs: 1_000 } });
});

afterEach(() => {
  stage.dataflow.setOutage(null);
  stage.dataflow.setListedAfter(0);
});

afterAll(() => stage.stop());

const submits = (jobName: string) => void stage.dataflow.submit(jobName);
const callsOf = (jobName: string) => stage.calls.filter((name) => name === jobName).length;

test('a submitted job is known by what Dataflow says of its name', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    submits(jobName);
    return { submitted: { jobName, jobId: 'what-was-printed', recipe: 'recipe' } };
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(await stage.stateOf(run.id)).toMatchObject({
    status: 'in_progress',
    jobId: stage.dataflow.jobs(run.jobName)[0]?.id,
  });
});

test('a forged line alone gives the run no job', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => ({ submitted: { jobName, jobId: 'forged', recipe: 'recipe' } }));
  await stage.attempt(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress', jobId: null });
});

test('a runner that printed no job and left none ends its run within two minutes, with the reason', async () => {
  const run = await stage.dispatch();
  stage.setBake(() => ({}));
  await stage.attempt(run.id);
  const soon = await stage.look(run.id);
  expect(soon).toMatchObject({ status: 'in_progress' });
  expect(soon.nextLookS).toBeLessThan(90);
  await stage.passMinutes(run.id, 1.5);
  const ended = await stage.look(run.id);
  expect(ended).toMatchObject({ status: 'completed', conclusion: 'stale' });
  expect(ended.reason).toContain('submitted no job');
});

test('a runner that printed a job has the bakery’s whole time until the job is shown', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => ({ submitted: { jobName, jobId: 'printed', recipe: 'recipe' } }));
  await stage.attempt(run.id);
  await stage.passMinutes(run.id, 2);
  expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress' });
});

test('a worker that died between submitting and writing it down: the job is found, and not submitted again', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    submits(jobName);
    throw new Error('the worker died');
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'due' });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(callsOf(run.jobName)).toBe(1);
  expect(await stage.stateOf(run.id)).toMatchObject({ jobId: stage.dataflow.jobs(run.jobName)[0]?.id });
});

test('a worker that died before submitting: the job is submitted by the next', async () => {
  const run = await stage.dispatch();
  stage.setBake(() => {
    throw new Error('the worker died');
  });
  await stage.attempt(run.id);
  stage.setBake((jobName) => {
    submits(jobName);
    return {};
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(stage.dataflow.jobs(run.jobName)).toHaveLength(1);
});

test('a runner that fails after it submitted leaves a run that is followed', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    submits(jobName);
    return { outcome: 'timed_out', exitCode: null, reason: 'It was not done in time.' };
  });
  await stage.attempt(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress', jobId: expect.any(String) });
});

test('a runner that fails without a job ends the run with the runner’s reason', async () => {
  const run = await stage.dispatch();
  stage.setBake(() => ({ outcome: 'failed', exitCode: 1, reason: 'ValueError: no such file', fault: 'author' }));
  await stage.attempt(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'failure', reason: 'ValueError: no such file' });
});

test('while Dataflow does not answer nobody decides, and waiting is no attempt', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    submits(jobName);
    stage.dataflow.setOutage(503);
    return {};
  });
  for (let look = 0; look < 5; look++)
    expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting', attempts: 0 });
  stage.dataflow.setOutage(null);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(callsOf(run.jobName)).toBe(1);
  expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress', jobId: expect.any(String) });
});

test('a job whose run ended while it was submitted is cancelled, so that it costs nothing', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    submits(jobName);
    throw new Error('the worker died');
  });
  await stage.attempt(run.id);
  await transitionRun(stage.database.pool, run.id, {
    type: 'cancelled',
    actor: 'octocat',
    reason: 'Cancelled by octocat.',
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(stage.dataflow.jobs(run.jobName)[0]).toMatchObject({ currentState: 'JOB_STATE_CANCELLED' });
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'cancelled' });
});
