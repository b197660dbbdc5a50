import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from './api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from './production-like-api.ts';

const ADDED = 25_000;
const RARE = 40;

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
  await served.api.database.pool.query(
    `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, is_test, conclusion)
     select 'added', 1, 1, 'abc', '', '2023-01-01'::timestamp + n * interval '1 minute', 'completed', true,
       case when n <= ${RARE} then 'skipped' else 'neutral' end
     from generate_series(1, ${ADDED}) n`,
  );
  await served.api.database.pool.query('analyze reciperun');
});
afterAll(() => served.stop());

const total = (page: ApiAnswer) => ({
  count: Number(page.headers.get('x-total-count')),
  isEstimate: page.headers.get('x-total-count-estimated') === 'true',
});

test('more than 10,000 matches are estimated, and marked so', async () => {
  for (const query of ['', '?conclusion=neutral']) {
    const { count, isEstimate } = total(await served.anyone.get(`/recipe_runs/${query}`));
    expect(isEstimate).toBe(true);
    expect(count).toBeGreaterThan(10_000);
    expect(Math.abs(count - ADDED)).toBeLessThan(ADDED / 4);
  }
});

test('fewer are counted, in a large table too', async () => {
  const page = await served.anyone.get('/recipe_runs/?conclusion=skipped&limit=5');
  expect(total(page)).toEqual({ count: RARE, isEstimate: false });
});

test('a page that is not full determines the number itself', async () => {
  const last = await served.anyone.get('/recipe_runs/?offset=26400');
  expect(last.body).toHaveLength(16);
  expect(total(last)).toEqual({ count: 26_416, isEstimate: false });
});

test('an estimated list has a next page, and no last one to jump to', async () => {
  const link = (await served.anyone.get('/recipe_runs/')).headers.get('link') ?? '';
  expect(link).toContain('rel="next"');
  expect(link).not.toContain('rel="last"');
});

test('a bakery and a feedstock are served with all their runs, in order, however many', async () => {
  for (const path of ['/bakeries/1', '/feedstocks/1']) {
    const { status, headers, body } = await served.anyone.get(path);
    expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'application/json']);
    const column = path === '/bakeries/1' ? 'bakery_id' : 'feedstock_id';
    const { rows } = await served.api.database.pool.query<{ ids: number[] }>(
      `select array_agg(id order by id) as ids from reciperun where ${column} = 1`,
    );
    expect(rows[0]?.ids.length).toBeGreaterThan(ADDED);
    expect(body.recipe_runs.map(({ id }: { id: number }) => id)).toEqual(rows[0]?.ids);
  }
});

test('exactly one piece of runs is served once', async () => {
  const { pool } = served.api.database;
  await pool.query(`insert into bakery (id, region, name, description) values (77, 'r', 'of one piece', 'd')`);
  await pool.query(
    'update reciperun set bakery_id = 77 where id in (select id from reciperun order by id desc limit 5000)',
  );
  expect((await served.anyone.get('/bakeries/77')).body.recipe_runs).toHaveLength(5_000);
});

test('a client that disconnects in the middle leaves nothing open', async () => {
  const gone = new AbortController();
  const answer = await fetch(`${served.api.url}/bakeries/1`, { signal: gone.signal });
  await answer.body?.getReader().read();
  gone.abort();
  expect((await served.anyone.get('/stats/recipe_runs')).status).toBe(200);
});
