import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productionLikeRuns } from '@pangeo-forge/db/testing/production-like-rows';
import { type ProductionLikeApi, startProductionLikeApi } from '../production-like-api.ts';

const RUN_FIELDS = [
  'bakery_id',
  'completed_at',
  'conclusion',
  'dataset_public_url',
  'dataset_type',
  'feedstock_id',
  'head_sha',
  'id',
  'is_test',
  'message',
  'recipe_id',
  'started_at',
  'status',
  'version',
];
const stored = productionLikeRuns();

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

test('the root answers that the API is up', async () => {
  const { status, body } = await served.anyone.get('/');
  expect([status, body]).toEqual([200, { status: 'ok' }]);
});

test('every run that the original stored is served, field by field as it was', async () => {
  const pages = [];
  for (let offset = 0; offset < stored.length; offset += 100) {
    pages.push(...(await served.anyone.get(`/recipe_runs/?offset=${offset}`)).body);
  }
  expect(pages).toEqual(
    stored.map((run) => ({ ...run, completed_at: run.completed_at && withSixDecimals(run.completed_at) })),
  );
});

function withSixDecimals(timestamp: string): string {
  const [seconds, fraction = ''] = timestamp.split('.');
  return Number(fraction) > 0 ? `${seconds}.${fraction.padEnd(6, '0')}` : (seconds ?? '');
}

test('list items are flat and have every field, null when unset; a list is an array of at most 100 by id', async () => {
  const { body } = await served.anyone.get('/recipe_runs/');
  expect(body).toHaveLength(100);
  for (const run of body) expect(Object.keys(run).sort()).toEqual(RUN_FIELDS);
  expect(body.map(({ id }: { id: number }) => id)).toEqual(stored.slice(0, 100).map(({ id }) => id));
  expect((await served.anyone.get('/bakeries/')).body[0]).toEqual({
    id: 1,
    name: 'pangeo-ldeo-nsf-earthcube',
    region: 'us-central1',
    description: expect.any(String),
  });
  const feedstocks = (await served.anyone.get('/feedstocks/')).body;
  expect(feedstocks[0]).toEqual({ id: 1, spec: 'pangeo-forge/staged-recipes', provider: 'github' });
});

test('a single run nests its bakery and its feedstock', async () => {
  const id = stored[0]?.id;
  const { body } = await served.anyone.get(`/recipe_runs/${id}`);
  expect(body).toMatchObject({
    id,
    bakery: { id: 1, region: 'us-central1' },
    feedstock: { id: body.feedstock_id, provider: 'github' },
  });
  for (const field of RUN_FIELDS) expect(body).toHaveProperty(field);
});

test('a single bakery or feedstock nests its runs, an empty array when there are none', async () => {
  const bakery = (await served.anyone.get('/bakeries/1')).body;
  expect(bakery.recipe_runs).toHaveLength(stored.length);
  const feedstock = (await served.anyone.get('/feedstocks/6')).body;
  expect(feedstock.recipe_runs).toHaveLength(stored.filter((run) => run.feedstock_id === 6).length);
  expect(Object.keys(feedstock.recipe_runs[0]).sort()).toEqual(RUN_FIELDS);
  const { body: added } = await served.admin.post('/feedstocks/', { spec: 'a/lonely-feedstock' });
  expect((await served.anyone.get(`/feedstocks/${added.id}`)).body.recipe_runs).toEqual([]);
  await served.admin.delete(`/feedstocks/${added.id}`);
});

test('a message is a string, also when it holds JSON', async () => {
  const withJson = stored.find((run) => run.message?.startsWith('{'));
  const { body } = await served.anyone.get(`/recipe_runs/${withJson?.id}`);
  expect(body.message).toBe(withJson?.message);
});

test('offset, limit, order_by and sort page through a list; without order_by the ids ascend', async () => {
  const ids = async (query: string) =>
    (await served.anyone.get(`/recipe_runs/?${query}`)).body.map(({ id }: { id: number }) => id);
  const all = stored.map(({ id }) => id);
  expect(await ids('offset=3&limit=2')).toEqual(all.slice(3, 5));
  expect(await ids('order_by=id&sort=desc&limit=2')).toEqual(all.slice(-2).reverse());
  expect(await ids('sort=desc&limit=2')).toEqual(all.slice(0, 2));
  expect(await ids('limit=0')).toEqual([]);
  expect(await ids(`offset=${all.length}`)).toEqual([]);
  const bySha = (await served.anyone.get('/recipe_runs/?order_by=head_sha')).body.map(
    (run: { head_sha: string }) => run.head_sha,
  );
  expect(bySha).toEqual(
    stored
      .map(({ head_sha }) => head_sha)
      .sort()
      .slice(0, 100),
  );
});

test('datasets of a feedstock are those of completed, successful runs with a public URL', async () => {
  const published = stored.filter(
    (run) =>
      run.feedstock_id === 6 && run.status === 'completed' && run.conclusion === 'success' && run.dataset_public_url,
  );
  const rowOf = ({
    id,
    recipe_id,
    feedstock_id,
    is_test,
    dataset_type,
    dataset_public_url,
  }: (typeof stored)[number]) => ({
    id,
    recipe_id,
    feedstock_id,
    is_test,
    dataset_type,
    dataset_public_url,
  });
  const get = async (type: string) => (await served.anyone.get(`/feedstocks/6/datasets${type}`)).body;
  expect(await get('')).toEqual(published.map(rowOf));
  expect(await get('?type=all')).toEqual(published.map(rowOf));
  expect(await get('?type=test')).toEqual(published.filter(({ is_test }) => is_test).map(rowOf));
  expect(await get('?type=production')).toEqual(published.filter(({ is_test }) => !is_test).map(rowOf));
  const unknown = await served.anyone.get('/feedstocks/99999/datasets');
  expect([unknown.status, unknown.body]).toEqual([200, []]);
});

test('stats count rows; datasets are all runs with a public URL, in any state', async () => {
  const count = async (path: string) => (await served.anyone.get(`/stats/${path}`)).body;
  const published = stored.filter((run) => run.dataset_public_url !== null);
  expect(published.some(({ conclusion }) => conclusion === 'failure')).toBe(true);
  expect(await count('recipe_runs')).toEqual({ count: stored.length });
  expect(await count('bakeries')).toEqual({ count: 1 });
  expect(await count('feedstocks')).toEqual({ count: 29 });
  expect(await count('datasets')).toEqual({ count: published.length });
  expect(await count('datasets?exclude_test_runs=true')).toEqual({
    count: published.filter(({ is_test }) => !is_test).length,
  });
});
