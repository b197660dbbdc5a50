import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimWork } from '@pangeo-forge/db/work/claim-work';
import { findDueWork } from '@pangeo-forge/db/work/find-due-work';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;
beforeAll(async () => {
  stage = await startSubmissionStage();
});
afterAll(() => stage.stop());

const OFTEN = 5;
const workOf = async (runId: number) => {
  const { rows } = await stage.database.pool.query<{ id: string; lost: number }>(
    `select w.id::text, w.lost_leases as lost from work w
       join runner_invocation i on w.kind = 'invocations' and w.ref = i.id::text where i.recipe_run_id = $1`,
    [runId],
  );
  return rows[0] as { id: string; lost: number };
};

/** Its process says nothing for longer than its lease, and the relay of another finds the work. */
async function loseLease(workId: string): Promise<void> {
  const { pool } = stage.database;
  await pool.query(`update work set lease_until = now() - interval '1 second' where id = $1`, [workId]);
  await findDueWork(pool, { kinds: ['invocations'], limit: 10, overdueMs: 0 });
}

test('a bake that every process dies of is given up after three, and says so', async () => {
  const run = await stage.dispatch();
  const { id } = await workOf(run.id);
  for (let death = 0; death < 3; death++) {
    expect(await claimWork(stage.database.pool, id, 'a process that dies')).toMatchObject({ outcome: 'claimed' });
    await loseLease(id);
  }
  await stage.attempt(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
    reason: expect.stringContaining('died 3 times'),
  });
});

test('a process that could not do it just now, and lives, is not taken for dead', async () => {
  const run = await stage.dispatch();
  stage.setBake(() => {
    throw new Error('Connection terminated unexpectedly');
  });
  for (let time = 0; time < OFTEN; time++) expect(await stage.attempt(run.id)).toMatchObject({ state: 'due' });
  stage.setBake(submit);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress' });
});

test('a process that lost its lease without dying, as while Postgres was away, is not counted', async () => {
  const run = await stage.dispatch();
  const { id } = await workOf(run.id);
  stage.setBake(async () => {
    await loseLease(id);
    expect(await workOf(run.id)).toMatchObject({ lost: 1 });
    throw new Error('the lease could not be renewed');
  });
  for (let time = 1; time <= OFTEN; time++) {
    await stage.attempt(run.id);
    expect(stage.calls.filter((name) => name === run.jobName)).toHaveLength(time);
    expect(await workOf(run.id)).toMatchObject({ lost: 0 });
  }
});

function submit(jobName: string) {
  const { id } = stage.dataflow.submit(jobName);
  return { submitted: { jobName, jobId: id, recipe: 'recipe' } };
}
