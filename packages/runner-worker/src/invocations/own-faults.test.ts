import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isOfRecipe } from '@pangeo-forge/db/invocations/invocation';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;
beforeAll(async () => {
  stage = await startSubmissionStage();
});
afterAll(() => stage.stop());

const MAX_FAULTS = 5;
const OFTEN = 6;
const fail = () => ({
  outcome: 'failed' as const,
  exitCode: null,
  reason: 'git does not work on this machine: fork: Resource temporarily unavailable',
  fault: 'ours' as const,
});
const submit = (jobName: string) => {
  stage.dataflow.submit(jobName);
  return {};
};

test('restarts of Postgres and deaths of the process are not counted among our own faults', async () => {
  const run = await stage.dispatch();
  stage.setBake(() => {
    throw new Error('Connection terminated unexpectedly');
  });
  for (let time = 0; time < OFTEN; time++) await stage.attempt(run.id);
  stage.setBake(fail);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting' });
  stage.setBake(submit);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress' });
});

test('a machine that can run nothing is given up after its pauses, and the recipe is not blamed', async () => {
  const run = await stage.dispatch();
  stage.setBake(fail);
  for (let time = 1; time < MAX_FAULTS; time++)
    expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting', attempts: 0 });
  await stage.attempt(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({
    conclusion: 'failure',
    reason: expect.stringMatching(
      /^It could not be run because of an error on our side \(git does not work.*not the fault of the recipe/,
    ),
  });
  expect(await isOfRecipe(stage.database.pool, run.id)).toBe(false);
});
