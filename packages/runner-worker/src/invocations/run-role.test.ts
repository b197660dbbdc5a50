import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { grantRunRole } from '@pangeo-forge/db/roles/run-role';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { pino } from 'pino';
import { runsOf } from '../testing/command-stage.ts';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, openFromFork, ourComments, quiet, say } from '../testing/pull-request-life.ts';

let stage: FlowStage;
let limited: Database;
let user: string;
const logged: string[] = [];

beforeAll(async () => {
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  stage = await startFlowStage({ startWorkers: false, logger });
  // Roles belong to the server, which other tests use too.
  user = `run_${new URL(stage.databaseUrl).pathname.slice(1)}`.slice(0, 63);
  await grantRunRole(stage.database.pool, { user, password: 'a "quoted" \'word\'' });
  await grantRunRole(stage.database.pool, { user, password: 'another' });
  const url = new URL(stage.databaseUrl);
  Object.assign(url, { username: user, password: 'another' });
  limited = openDatabase({ url: url.href, poolSize: 2 });
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await stage.startOrchestrator();
  await stage.startRunner({ databaseUrl: url.href, sandbox: { name: 'process', protectsSecrets: false } });
});

afterAll(async () => {
  await limited.close();
  await stage.database.pool.query(`drop owned by "${user}"`);
  await stage.database.pool.query(`drop role "${user}"`);
  await stage.stop();
});

/** Statements of that role that were refused. */
async function refusals(): Promise<string[]> {
  const { rows } = await stage.database.pool.query<{ last_error: string }>(
    `select last_error from work where last_error like '%permission denied%'`,
  );
  return [...rows.map((row) => row.last_error), ...logged.filter((line) => line.includes('permission denied'))];
}

/** Resolves when nothing is left to be done, and ends early when a statement was refused. */
async function done(): Promise<void> {
  await Promise.race([quiet(stage), waitFor(async () => (await refusals()).length > 0)]);
  expect(await refusals()).toEqual([]);
}

test('role `run` reads recipes and bakes with its own database role, cancels and fails included', async () => {
  const good = await openFromFork(stage, 'limited');
  await done();
  expect(await completedCheck(stage, good.repo, good.head)).toMatchObject({ conclusion: 'success' });
  expect(await say(stage, good, '/run sst', 'maintainer')).toMatchObject({ decision: 'ran' });
  await done();
  expect(await runsOf(stage, good.number)).toMatchObject([{ conclusion: 'success' }]);
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'it raises', fault: 'author' });
  expect(await say(stage, good, '/run sst', 'maintainer')).toMatchObject({ decision: 'ran' });
  await done();
  expect(await runsOf(stage, good.number)).toMatchObject([{ conclusion: 'success' }, { conclusion: 'failure' }]);
  expect(ourComments(stage, good.repo, good.number).join('\n')).toContain('it raises');
  stage.runner.bake = (_request, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ outcome: 'cancelled', exitCode: null }));
    });
  expect(await say(stage, good, '/run sst', 'maintainer')).toMatchObject({ decision: 'ran' });
  expect(await say(stage, good, '/cancel', 'maintainer')).toMatchObject({ decision: 'ran' });
  await done();
  expect((await runsOf(stage, good.number)).at(-1)).toMatchObject({ conclusion: 'cancelled' });
});

test.each([
  'select * from api_key',
  'select * from webhook_delivery',
  'select body from webhook_delivery',
  'select result from effect',
  'select * from stac_item',
  "insert into effect (key) values ('comment')",
  "insert into api_key (prefix) values ('pf_00000000')",
  "update feedstock set spec = 'evil/feedstock'",
  "update bakery set name = 'mine'",
  'insert into reciperun default values',
  'delete from reciperun',
  'delete from journal',
  'delete from work',
  "update journal set reason = 'nothing happened'",
  'drop table work',
  'alter table reciperun add column x text',
  'create role another_role',
])('that role may not: %s', async (statement) => {
  await expect(limited.pool.query(statement)).rejects.toThrow(/permission denied|must be owner/);
});
