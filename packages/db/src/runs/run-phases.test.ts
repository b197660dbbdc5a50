import { expect, test } from '@jest/globals';
import { startRunningRun } from '../testing/running-run.ts';
import { withMigratedDatabase } from '../testing/with-migrated-database.ts';
import { enterPhase, listPhases } from './run-phases.ts';

const { pool } = await withMigratedDatabase({ poolSize: 2 });
await pool.query(`insert into bakery (name, region, description) values ('b', 'r', 'd')`);
await pool.query(`insert into feedstock (spec, provider) values ('o/a', 'github')`);

const begin = (dispatchKey: string) =>
  startRunningRun(pool, { recipeId: 'r', bakeryId: 1, feedstockId: 1, isTest: true, dispatchKey });
const phasesOf = async (runId: number) =>
  (await listPhases(pool, runId)).map(({ phase, endedAt }) => `${phase}${endedAt === null ? ' now' : ''}`);

test('a phase ends when the next begins, and all have ended with the run', async () => {
  const run = await begin('a');
  await enterPhase(pool, run.id, 'clone');
  await enterPhase(pool, run.id, 'read');
  expect(await phasesOf(run.id)).toEqual(['clone', 'read now']);
  await run.fail('It broke.');
  expect(await phasesOf(run.id)).toEqual(['clone', 'read']);
});

test('a phase that is entered twice goes on, and a new attempt begins again', async () => {
  const run = await begin('b');
  await enterPhase(pool, run.id, 'clone');
  const [first] = await listPhases(pool, run.id);
  await enterPhase(pool, run.id, 'clone');
  expect(await listPhases(pool, run.id)).toEqual([first]);
  await enterPhase(pool, run.id, 'bake');
  await enterPhase(pool, run.id, 'clone');
  expect(await phasesOf(run.id)).toEqual(['clone now']);
});
