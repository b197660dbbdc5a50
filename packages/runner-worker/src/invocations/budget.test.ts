import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { approveRun, type Budget, type BudgetFacts, whyOverBudget } from '@pangeo-forge/db/admission/budget';
import { readWhyWaits } from '@pangeo-forge/db/admission/why-waits';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;

beforeAll(async () => {
  const budget = { run_vcpu_hours: 40, month_vcpu_hours: 100, feedstock_month_vcpu_hours: 60 };
  stage = await startSubmissionStage({ rules: { max_concurrent_runs: 1, budget } });
  stage.setBake((jobName) => {
    stage.dataflow.submit(jobName);
    return {};
  });
});

afterAll(() => stage.stop());

const pool = () => stage.database.pool;

/** Starts, and ends well after it used so many vCPU-hours, as its bakery reports. */
async function spend(hours: number, options: Parameters<SubmissionStage['dispatch']>[0] = {}): Promise<number> {
  const { id } = await stage.dispatch(options);
  expect(await stage.attempt(id)).toMatchObject({ state: 'done' });
  await pool().query('update reciperun set bakery_job = $2 where id = $1', [id, JSON.stringify({ vcpu_hours: hours })]);
  const event = { type: 'inspected', actor: 'worker', datasetPublicUrl: null, datasetType: null } as const;
  await transitionRun(pool(), id, event);
  return id;
}

const whyWaits = (id: number) => readWhyWaits(pool(), id, { limit: 1, paused: null });

test('a run that would exceed the month of its feedstock is held with what that rests on; others pass it, and an approval starts it', async () => {
  const first = await spend(35);
  const { id } = await stage.dispatch();
  expect(await stage.attempt(id)).toMatchObject({ state: 'waiting', attempts: 0 });
  expect(await whyWaits(id)).toMatchObject({
    state: 'waiting',
    waits_for: 'budget',
    reason: expect.stringContaining(
      `used 35 vCPU-hours of 60 vCPU-hours this month, and run ${first} of this recipe used 35 vCPU-hours. Somebody with write permission can start it: comment /approve recipe.`,
    ),
  });
  await spend(20, { feedstockId: await stage.otherFeedstock() });
  expect(await stage.attempt(id)).toMatchObject({ state: 'waiting' });
  await approveRun(pool(), { runId: id, by: 'maintainer', deliveryId: 'a delivery' });
  expect(await stage.attempt(id)).toMatchObject({ state: 'done' });
  expect(await whyWaits(id)).toMatchObject({ state: 'running' });
  await pool().query(`update reciperun set bakery_job = '{"vcpu_hours": 35}' where id = $1`, [id]);
  const event = { type: 'inspected', actor: 'worker', datasetPublicUrl: null, datasetType: null } as const;
  await transitionRun(pool(), id, event);
});

test('what was used in an earlier month does not count', async () => {
  const { id } = await stage.dispatch();
  expect(await stage.attempt(id)).toMatchObject({ state: 'waiting' });
  await pool().query(
    `update runner_invocation set admitted_at = admitted_at - interval '32 days' where admitted_at is not null`,
  );
  expect(await stage.attempt(id)).toMatchObject({ state: 'done' });
});

const BUDGET: Budget = { run: 10, month: 100, feedstockMonth: null };
const FACTS: BudgetFacts = {
  recipeId: 'sst',
  bakery: 'big',
  estimate: 5,
  estimateRunId: 7,
  used: 0,
  usedByFeedstock: 0,
};

test.each<[string, Partial<BudgetFacts>, string | null]>([
  ['within both', { used: 95 }, null],
  [
    'larger than a run may be',
    { estimate: 11 },
    'a run at big may use 10 vCPU-hours, and run 7 of this recipe used 11 vCPU-hours',
  ],
  ['more than the month has left', { used: 96 }, 'runs at big used 96 vCPU-hours of 100 vCPU-hours this month'],
  ['of unknown size, with some left', { estimate: null, estimateRunId: null, used: 99 }, null],
  [
    'of unknown size, with nothing left',
    { estimate: null, estimateRunId: null, used: 100 },
    'no run of this recipe has succeeded, so its size is not known',
  ],
])('a run that is %s', (_name, facts, why) => {
  const found = whyOverBudget(BUDGET, { ...FACTS, ...facts });
  if (why === null) expect(found).toBeNull();
  else expect(found).toContain(why);
});
