import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCounters } from '@pangeo-forge/db/counters/count-event';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { purge, RETENTION } from '@pangeo-forge/db/upkeep/purge';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { createDrive, type Drive } from '../testing/drive.ts';
import { goodRecipe } from '../testing/pull-request-life.ts';

const TASK = 'redeliver what was missed';

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  stage.githubClock.aheadMs = 0; // the times of deliveries are compared with ours
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

const sendWebhooksTo = (url: string) => stage.github.setWebhookUrl(Number(stage.config.secrets.githubApp.id), url);
const attempts = () => stage.github.requests().filter(({ path }) => path.endsWith('/attempts'));

test('what GitHub could not deliver is asked for once by any number of replicas, and nothing is missing', async () => {
  const { github, database } = stage;
  sendWebhooksTo('http://127.0.0.1:9/nobody');
  const fork = await github.fork(STAGED_RECIPES, 'contributor');
  const files = goodRecipe('recipes/noaa');
  const head = await github.commit({ repo: fork, branch: 'noaa', message: 'Add', author: 'contributor', files });
  const pull = { repo: STAGED_RECIPES, head: 'contributor:noaa', title: 'Add NOAA', as: 'contributor' };
  const { number } = await github.openPullRequest(pull);
  await drive.untilQuiet();
  const missed = github.deliveries().length;
  expect(missed).toBeGreaterThan(0);
  expect(github.repository(STAGED_RECIPES).checkRuns(head)).toEqual([]);

  sendWebhooksTo(`${stage.gatewayUrl}/github/hooks/`);
  await drive.upkeep(TASK, 3);
  await drive.untilQuiet();
  expect(attempts()).toHaveLength(missed);
  expect(github.repository(STAGED_RECIPES).checkRuns(head)).toMatchObject([{ conclusion: 'success' }]);
  expect(await readCounters(database.pool)).toMatchObject({ deliveries_missed: missed });

  await drive.upkeep(TASK, 3);
  expect(attempts()).toHaveLength(missed);
  expect(await readCounters(database.pool)).toMatchObject({ deliveries_missed: missed, deliveries_healed: missed });

  await github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  await drive.untilQuiet();
  await drive.upkeep(TASK);
  expect(attempts()).toHaveLength(missed);
  expect(await readCounters(database.pool)).toMatchObject({ deliveries_healed: missed });
});

test('while it still cannot be delivered it is asked for again after growing pauses only', async () => {
  const { github, database } = stage;
  const before = attempts().length;
  sendWebhooksTo('http://127.0.0.1:9/nobody');
  await github.comment(STAGED_RECIPES, 1, 'thank you', 'contributor');
  await drive.untilQuiet();
  await drive.upkeep(TASK);
  await drive.untilQuiet();
  await drive.upkeep(TASK);
  expect(attempts()).toHaveLength(before + 1);
  await database.pool.query(
    `update effect set intended_at = now() - interval '2 minutes' where key like 'redelivery %'`,
  );
  sendWebhooksTo(`${stage.gatewayUrl}/github/hooks/`);
  await drive.upkeep(TASK);
  await drive.untilQuiet();
  expect(attempts()).toHaveLength(before + 2);
  const { rows } = await database.pool.query(`select 1 from webhook_delivery where event = 'issue_comment'`);
  expect(rows.length).toBeGreaterThanOrEqual(2);
});

test('a deployment does not ask for what happened before it took over the database', async () => {
  const { github, database } = stage;
  const before = attempts().length;
  sendWebhooksTo('http://127.0.0.1:9/nobody');
  await github.comment(STAGED_RECIPES, 1, 'of the time before', 'contributor');
  await drive.untilQuiet();
  sendWebhooksTo(`${stage.gatewayUrl}/github/hooks/`);
  await database.pool.query(`update pangeo_forge_migration set executed_at = now() + interval '1 second'`);
  await drive.upkeep(TASK);
  expect(attempts()).toHaveLength(before);
});

test('what is old is purged, and the journal of all but what was ignored is kept', async () => {
  const { pool } = stage.database;
  const journal = async () => (await pool.query(`select 1 from journal where decision <> 'ignored'`)).rowCount;
  const entries = await journal();
  expect(await purge(pool)).toEqual({
    deliveryBodies: 0,
    deliveries: 0,
    logs: 0,
    doneWork: 0,
    redeliveryRecords: 0,
    sessions: 0,
  });
  const now = Object.fromEntries(Object.keys(RETENTION).map((name) => [name, 0])) as unknown as typeof RETENTION;
  const removed = await purge(pool, now);
  expect(removed.deliveryBodies).toBeGreaterThan(0);
  expect(removed.logs).toBeGreaterThan(0);
  expect(removed.doneWork).toBeGreaterThan(0);
  expect(await journal()).toBe(entries);
});
