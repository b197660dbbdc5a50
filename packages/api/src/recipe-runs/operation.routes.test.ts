import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startsUnasked } from '@pangeo-forge/db/runs/request-retry';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

async function register(key: string): Promise<number> {
  const run = await registerRun(served.api.database.pool, {
    dispatchKey: key as DispatchKey,
    recipeId: 'monthly',
    bakeryId: 1,
    feedstockId: 6,
    headSha: 'e'.repeat(40),
    isTest: true,
    datasetType: 'zarr',
    cloneUrl: 'https://github.com/a/b-feedstock.git',
    feedstockSubdir: null,
    pullRequest: 7,
    requestedBy: null,
  });
  return run.id;
}

async function ended(key: string): Promise<number> {
  const id = await register(key);
  await inTransaction(served.api.database.pool, async (client) => {
    await transitionRun(client, id, { type: 'dispatched', actor: 'maintainer' });
    await transitionRun(client, id, { type: 'failed', actor: 'worker', reason: 'The recipe raised KeyError.' });
  });
  return id;
}

test('a retry is a new run that becomes due; a second request starts no other', async () => {
  const id = await ended('ended once');
  served.api.woken.length = 0;
  const first = await served.admin.post(`/recipe_runs/${id}/retry`);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ status: 'queued', retry_of: id, recipe_id: 'monthly', pull_request: 7 });
  expect(served.api.woken).toMatchObject([{ kind: 'reconciliations' }]);
  const fresh = await findRun(served.api.database.pool, first.body.id);
  expect(fresh && startsUnasked(fresh)).toBe(true);
  const again = await Promise.all([1, 2, 3].map(() => served.admin.post(`/recipe_runs/${id}/retry`)));
  expect(new Set(again.map(({ body }) => body.id))).toEqual(new Set([first.body.id]));
});

test('a run that has not ended, or whose source is unknown, cannot be retried', async () => {
  const open = await served.admin.post(`/recipe_runs/${await register('still open')}/retry`);
  expect([open.status, open.body.detail]).toEqual([409, expect.stringContaining('cancel it first')]);
  const { body: adopted } = await served.anyone.get('/recipe_runs/?status=completed&limit=1');
  const old = await served.admin.post(`/recipe_runs/${adopted[0].id}/retry`);
  expect([old.status, old.body.detail]).toEqual([409, expect.stringContaining('pull request')]);
});

test('a queued run is cancelled immediately, one in progress when its runner confirms, an ended one not at all', async () => {
  const queued = await register('cancelled while queued');
  const answer = await served.admin.post(`/recipe_runs/${queued}/cancel`);
  expect(answer.body).toMatchObject({ id: queued, status: 'completed', conclusion: 'cancelled' });
  expect((await served.admin.post(`/recipe_runs/${queued}/cancel`)).status).toBe(409);

  const running = await register('cancelled while running');
  await transitionRun(served.api.database.pool, running, { type: 'dispatched', actor: 'maintainer' });
  expect((await served.admin.post(`/recipe_runs/${running}/cancel`)).body).toMatchObject({ status: 'in_progress' });
});

test('the events of a run hold what happened, by whom and why', async () => {
  const id = await ended('reported by events');
  await served.admin.post(`/recipe_runs/${id}/retry`);
  const { status, body } = await served.anyone.get(`/recipe_runs/${id}/events`);
  expect(status).toBe(200);
  expect(body).toMatchObject([
    { kind: 'transition', from_state: 'queued', to_state: 'in_progress', actor: 'maintainer' },
    { from_state: 'in_progress', to_state: 'completed/failure', reason: 'The recipe raised KeyError.' },
    { kind: 'operation', actor: 'api key config key', reason: expect.stringContaining('again') },
  ]);
  expect((await served.anyone.get(`/recipe_runs/${id}`)).body.failure_reason).toBe('The recipe raised KeyError.');
});

test('operations need a key, and a run', async () => {
  for (const operation of ['retry', 'cancel']) {
    expect((await served.anyone.post(`/recipe_runs/1/${operation}`)).status).toBe(403);
    for (const id of [999_999, 2 ** 40, -1]) {
      const { status, body } = await served.admin.post(`/recipe_runs/${id}/${operation}`);
      expect([status, body]).toEqual([404, { detail: 'recipe_run not found' }]);
    }
  }
});

test('the decision about a delivery does not contain its payload', async () => {
  await served.api.database.pool.query(
    `insert into webhook_delivery (id, event, action, repository, number, headers, body)
     values ('abc-1', 'issue_comment', 'created', 'a/b-feedstock', 3, '{"x-secret": "s"}', 'private words')`,
  );
  await served.api.database.pool.query(
    `insert into journal (kind, subject, delivery_id, decision, reason) values ('command', 'a/b-feedstock#3', 'abc-1', 'refused', 'no such recipe')`,
  );
  const { status, body, text } = await served.anyone.get('/deliveries/abc-1/decision');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    event: 'issue_comment',
    decisions: [{ decision: 'refused', reason: 'no such recipe' }],
  });
  expect(text).not.toMatch(/private words|x-secret/);
  expect((await served.anyone.get('/deliveries/unknown/decision')).status).toBe(404);
});
