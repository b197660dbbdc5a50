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

test('a page that is not full tells the number itself', async () => {
  const last = await served.anyone.get('/recipe_runs/?offset=26400');
  expect(last.body).toHaveLength(16);
  expect(total(last)).toEqual({ count: 26_416, isEstimate: false });
});

test('an estimated list has a next page, and no last one to jump to', async () => {
  const link = (await served.anyone.get('/recipe_runs/')).headers.get('link') ?? '';
  expect(link).toContain('rel="next"');
  expect(link).not.toContain('rel="last"');
});
