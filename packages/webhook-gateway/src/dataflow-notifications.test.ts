import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type GatewayStage, post, startGatewayStage } from '../test/gateway-stage.ts';

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage();
  await stage.database.pool.query(`
    insert into bakery (region, name, description) values ('here', 'dataflow', 'A bakery');
    insert into feedstock (spec, provider) values ('pangeo-forge/x-feedstock', 'github')`);
});

afterAll(() => stage.stop());

beforeEach(async () => {
  await stage.database.pool.query(`
    truncate reciperun cascade;
    insert into reciperun (id, recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, is_test)
    values (7, 'x', 1, 1, 'abc', '', now(), 'in_progress', true)`);
});

/** As the deployed Cloud Function sends it: no delivery id. */
const notify = (form: Record<string, string>, headers: Record<string, string | null> = {}, url = stage.url) =>
  post(url, {
    event: 'dataflow',
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-github-delivery': null, ...headers },
  });

const run = async () => (await stage.database.pool.query('select status, conclusion from reciperun')).rows[0];

test.each(['success', 'failure'])('a run that Dataflow ends with %s ends so', async (conclusion) => {
  const { status, json } = await notify({ action: 'completed', recipe_run_id: '7', conclusion });
  expect({ status, json }).toEqual({ status: 202, json: { status: 'ok' } });
  expect(await run()).toEqual({ status: 'completed', conclusion });
});

test('a notification that comes twice, or late, changes nothing', async () => {
  await notify({ action: 'completed', recipe_run_id: '7', conclusion: 'success' });
  expect((await notify({ action: 'completed', recipe_run_id: '7', conclusion: 'failure' })).status).toBe(202);
  expect(await run()).toEqual({ status: 'completed', conclusion: 'success' });
});

test.each([
  ['another conclusion', { action: 'completed', recipe_run_id: '7', conclusion: 'cancelled' }],
  ['another action', { action: 'started', recipe_run_id: '7', conclusion: 'success' }],
  ['no run', { action: 'completed', conclusion: 'success' }],
  ['a run that is no number', { action: 'completed', recipe_run_id: 'x', conclusion: 'success' }],
  ['a run beyond 32 bits', { action: 'completed', recipe_run_id: '99999999999', conclusion: 'success' }],
  ['nothing', {}],
])('%s is 400', async (_what, form) => {
  expect((await notify(form as Record<string, string>)).status).toBe(400);
  expect(await run()).toEqual({ status: 'in_progress', conclusion: null });
});

test('an unknown run is 404', async () => {
  expect((await notify({ action: 'completed', recipe_run_id: '8', conclusion: 'success' })).status).toBe(404);
});

test('an unsigned notification is 401', async () => {
  const form = { action: 'completed', recipe_run_id: '7', conclusion: 'success' };
  expect((await notify(form, { 'x-hub-signature-256': null })).status).toBe(401);
  expect((await notify(form, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })).status).toBe(401);
  expect(await run()).toEqual({ status: 'in_progress', conclusion: null });
});

test('Postgres hanging: 503 with Retry-After', async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const { url } = await stage.startGateway({ recordLimitMs: 500 });
  stage.toPostgres.hang();
  const { status, headers } = await notify({ action: 'completed', recipe_run_id: '7', conclusion: 'success' }, {}, url);
  stage.toPostgres.heal();
  expect(status).toBe(503);
  expect(headers.get('retry-after')).not.toBeNull();
});
