import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OriginalRun, productionLikeRuns } from '@pangeo-forge/db/testing/production-like-rows';
import type { ApiAnswer } from './api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from './production-like-api.ts';

const stored = productionLikeRuns();
const idsOf = (runs: Array<{ id: number }>) => runs.map(({ id }) => id);

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

/** Every page, by the links alone. */
async function follow(path: string): Promise<ApiAnswer[]> {
  const pages: ApiAnswer[] = [];
  for (let next: string | undefined = path; next; ) {
    const page = await served.anyone.get(next);
    expect(page.status).toBe(200);
    pages.push(page);
    next = linkTo('next', page);
  }
  return pages;
}

function linkTo(rel: string, page: ApiAnswer): string | undefined {
  return new RegExp(`<([^>]+)>; rel="${rel}"`).exec(page.headers.get('link') ?? '')?.[1];
}

describe('a list is filtered by', () => {
  const cases: Array<[query: string, keeps: (run: OriginalRun) => boolean]> = [
    ['status=in_progress', (run) => run.status === 'in_progress'],
    ['status=queued&status=in_progress', (run) => run.status !== 'completed'],
    ['status=queued,in_progress', (run) => run.status !== 'completed'],
    ['conclusion=success&is_test=false', (run) => run.conclusion === 'success' && !run.is_test],
    ['feedstock_id=6', (run) => run.feedstock_id === 6],
    ['feedstock=Pangeo-Forge/STAGED-recipes', (run) => run.feedstock_id === 1],
    ['bakery=pangeo-ldeo-nsf-earthcube&status=completed', (run) => run.status === 'completed'],
    ['bakery=elsewhere', () => false],
    ['recipe_id=agency/sensor-7/monthly', (run) => run.recipe_id === 'agency/sensor-7/monthly'],
    ['dataset_type=kerchunk', () => false],
    [
      'started_after=2022-06-01T00:00:00Z&started_before=2022-07-01T00:00:00Z',
      (run) => run.started_at >= '2022-06-01' && run.started_at < '2022-07-01',
    ],
    ['completed_before=2022-04-01T00:00:00', (run) => run.completed_at !== null && run.completed_at < '2022-04-01'],
    ['q=MONTHLY', (run) => run.recipe_id.includes('monthly')],
    ['q=staged', (run) => run.feedstock_id === 1],
    ['q=100%25', () => false],
    ['status=', () => true],
  ];

  test.each(cases)('%s', async (query, keeps) => {
    const pages = await follow(`/recipe_runs/?${query}`);
    expect(idsOf(pages.flatMap(({ body }) => body))).toEqual(idsOf(stored.filter(keeps)));
    expect(pages[0]?.headers.get('x-total-count')).toBe(String(stored.filter(keeps).length));
  });

  test('name, region and text for bakeries, spec and text for feedstocks', async () => {
    const count = async (path: string) => (await served.anyone.get(path)).body.length;
    expect(await count('/bakeries/?region=us-central1&q=EARTHCUBE')).toBe(1);
    expect(await count('/bakeries/?name=x')).toBe(0);
    expect(await count('/feedstocks/?spec=pangeo-forge/staged-recipes')).toBe(1);
    expect(await count('/feedstocks/?q=sample')).toBe(28);
  });

  test('invalid values are refused', async () => {
    for (const query of [
      'status=odd',
      'started_after=yesterday',
      'is_test=perhaps',
      'feedstock_id=99999999999',
      'cursor=abc',
    ]) {
      expect([query, (await served.anyone.get(`/recipe_runs/?${query}`)).status]).toEqual([query, 422]);
    }
  });
});

describe('following the links visits every row once, in the order of', () => {
  test.each(
    Object.keys(stored[0] as object).flatMap((column) => [`order_by=${column}`, `order_by=${column}&sort=desc`]),
  )('%s', async (order) => {
    const seen = idsOf((await follow(`/recipe_runs/?${order}`)).flatMap(({ body }) => body));
    const [column, sort = 'asc'] = order.replace('order_by=', '').split('&sort=');
    const { rows } = await served.api.database.pool.query(
      `select id from reciperun order by ${column} ${sort}, id ${sort}`,
    );
    expect(new Set(seen).size).toBe(stored.length);
    expect(seen).toEqual(idsOf(rows));
  });
});

test.each(['asc', 'desc'])('a page starts at its offset, wherever that is, in the order of ids: %s', async (sort) => {
  const ids = idsOf(stored).sort((a, b) => (sort === 'asc' ? a - b : b - a));
  for (const offset of [0, 1, 99, 700, ids.length - 1, ids.length, ids.length + 5]) {
    const page = await served.anyone.get(`/recipe_runs/?order_by=id&sort=${sort}&limit=100&offset=${offset}`);
    expect(idsOf(page.body)).toEqual(ids.slice(offset, offset + 100));
    expect(page.headers.get('x-total-count')).toBe(String(ids.length));
  }
});

test('links lead to the first, previous and last page too, and keep the filters', async () => {
  const total = stored.filter(({ status }) => status === 'completed').length;
  const page = await served.anyone.get('/recipe_runs/?status=completed&limit=50&offset=100');
  expect(page.headers.get('x-total-count')).toBe(String(total));
  expect(linkTo('first', page)).toBe('/recipe_runs/?status=completed&limit=50');
  expect(linkTo('prev', page)).toBe('/recipe_runs/?status=completed&limit=50&offset=50');
  const last = (await served.anyone.get(linkTo('last', page) ?? '')).body;
  expect(idsOf(last).at(-1)).toBe(stored.findLast(({ status }) => status === 'completed')?.id);
});

test('a reader that has the answer already gets 304 without a body, until something changes', async () => {
  const first = await served.anyone.get('/feedstocks/');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const again = await served.anyone.get('/feedstocks/', { 'if-none-match': `"other", W/${etag}` });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  expect(again.headers.get('access-control-allow-origin')).toBe('*');
  await served.admin.post('/feedstocks/', { spec: 'a/new-feedstock' });
  const changed = await served.anyone.get('/feedstocks/', { 'if-none-match': etag });
  expect([changed.status, changed.body.length]).toEqual([200, 30]);
});

test('writes of this process are read immediately, writes of another after a second at most', async () => {
  const path = '/feedstocks/1';
  const spec = async () => (await served.anyone.get(path)).body.spec;
  await spec();
  await served.admin.patch(path, { spec: 'a/renamed-feedstock' });
  expect(await spec()).toBe('a/renamed-feedstock');
  await served.api.database.pool.query(`update feedstock set spec = 'a/elsewhere-feedstock' where id = 1`);
  const written = performance.now();
  for (let spoken = ''; spoken !== 'a/elsewhere-feedstock'; ) {
    const asked = performance.now();
    spoken = await spec();
    // however long the machine takes to answer, what is asked a second after the write is answered as it is now
    if (asked - written > 1_000) expect(spoken).toBe('a/elsewhere-feedstock');
  }
});

test('an answer that is sent again differs from the first only in its request id', async () => {
  const path = '/recipe_runs/?limit=3';
  const headersOf = (answer: ApiAnswer) =>
    Object.fromEntries([...answer.headers].filter(([name]) => !['x-request-id', 'date'].includes(name)));
  await served.anyone.get(path); // kept is what is asked for again
  const first = await served.anyone.get(path, { 'x-request-id': 'first' });
  const again = await served.anyone.get(path, { 'x-request-id': 'again' });
  expect([again.status, again.text, headersOf(again)]).toEqual([200, first.text, headersOf(first)]);
  expect(again.headers.get('x-request-id')).toBe('again');
  const known = await served.anyone.get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
  const { 'content-type': _type, 'content-length': _length, ...withoutContent } = headersOf(first);
  expect([known.status, known.text, headersOf(known)]).toEqual([304, '', withoutContent]);
});
