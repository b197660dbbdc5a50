import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setSwitch } from '@pangeo-forge/db/settings/operator-switch';
import { type ReconcileStage, startReconcileStage } from '../../test/reconcile-stage.ts';
import { followForgottenRuns } from './follow-forgotten-runs.ts';

let stage: ReconcileStage;

beforeAll(async () => {
  stage = await startReconcileStage();
});

afterAll(() => stage.stop());

/** As the original left it. */
async function adopt(daysAgo: number): Promise<number> {
  const { rows } = await stage.database.pool.query<{ id: number }>(
    `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, is_test, message)
     select 'old', bakery.id, feedstock.id, 'abc', '', now() at time zone 'utc' - $1 * interval '1 day', 'in_progress', true, '{"flow_id": "1"}'
     from bakery, feedstock limit 1 returning id`,
    [daysAgo],
  );
  return rows[0]?.id ?? 0;
}

const endOf = async (id: number) =>
  (await stage.database.pool.query('select status, conclusion, message from reciperun where id = $1', [id])).rows[0];

test('a run in progress that nobody follows is followed again', async () => {
  const run = await stage.submit();
  await stage.database.pool.query(`delete from work where kind = 'reconciliations'`);
  expect(await followForgottenRuns(stage.parts)).toBe(1);
  expect(await stage.stateOf(run.id)).toMatchObject({ work: 'due' });
  expect(await followForgottenRuns(stage.parts)).toBe(0);
});

test('runs that the original left in progress are ended only when operators say so, silently, and keep what they said', async () => {
  const [old, fresh] = [await adopt(400), await adopt(1)];
  await followForgottenRuns(stage.parts);
  expect(await endOf(old)).toMatchObject({ status: 'in_progress' });
  await setSwitch(stage.database.pool, 'end adopted runs', true, 'operator');
  await followForgottenRuns(stage.parts);
  expect(await endOf(old)).toEqual({ status: 'completed', conclusion: 'stale', message: '{"flow_id": "1"}' });
  expect(await endOf(fresh)).toMatchObject({ status: 'in_progress' });
  const { rowCount } = await stage.database.pool.query(`select 1 from work where kind = 'reports' and ref = $1`, [
    String(old),
  ]);
  expect(rowCount).toBe(0);
});
