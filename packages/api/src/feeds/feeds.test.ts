import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { xml2js, type ElementCompact } from 'xml-js';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  served.api.database.pool.query<Row>(text, values).then(({ rows }) => rows);

/** A feedstock with production runs of these conclusions, each a day after the one before it. */
async function feedstockWith(spec: string, conclusions: string[], recipe = 'sst'): Promise<number> {
  const [feedstock] = await query<{ id: number }>(
    "insert into feedstock (spec, provider) values ($1, 'github') returning id",
    [spec],
  );
  for (const [day, conclusion] of conclusions.entries())
    await query(
      `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, is_test,
         status, conclusion, dataset_public_url)
       select $1, (select min(id) from bakery), $2::integer, 'abc', '1', $3::timestamp, $3::timestamp, false, 'completed', $4,
         'https://data.example.org/' || $2::text`,
      [recipe, feedstock?.id, `2026-03-0${day + 1}T10:00:00`, conclusion],
    );
  return feedstock?.id ?? 0;
}

const badgeOf = async (id: number) => {
  const answer = await served.anyone.get(`/feedstocks/${id}/badge.svg`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  return /<title>(.*)<\/title>/.exec(answer.text)?.[1];
};

test('a badge shows the date of the dataset, and whether the newest run failed', async () => {
  expect(await badgeOf(await feedstockWith('pangeo-forge/empty-feedstock', []))).toBe('dataset: none yet');
  expect(await badgeOf(await feedstockWith('pangeo-forge/good-feedstock', ['failure', 'success']))).toBe(
    'dataset: 2026-03-02',
  );
  expect(await badgeOf(await feedstockWith('pangeo-forge/worse-feedstock', ['success', 'failure', 'cancelled']))).toBe(
    'dataset: 2026-03-01, newest run failed',
  );
  expect(await badgeOf(await feedstockWith('pangeo-forge/bad-feedstock', ['failure']))).toBe(
    'dataset: newest run failed',
  );
  expect(await served.anyone.get('/feedstocks/999999/badge.svg')).toMatchObject({ status: 404 });
});

async function read(path: string) {
  const answer = await served.anyone.get(path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/atom+xml']);
  const { feed } = xml2js(answer.text, { compact: true }) as ElementCompact;
  const entries: ElementCompact[] = [feed.entry ?? []].flat();
  return { feed, entries };
}

test('the feed of datasets has the newest production datasets, each with its run’s page', async () => {
  const id = await feedstockWith('pangeo-forge/newest-feedstock', ['success']);
  const { feed, entries } = await read('/datasets.atom');
  expect(feed.id._text).toBe(`${served.api.url}/datasets.atom`);
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.length).toBeLessThanOrEqual(50);
  expect(entries[0]?.['link']._attributes.href).toMatch(
    new RegExp(`^${served.api.url}/dashboard/recipe-run/\\d+\\?feedstock_id=${id}$`),
  );
  expect(new Set(entries.map((entry) => entry['id']._text)).size).toBe(entries.length);
});

test('the feed of a feedstock has its runs, whatever its recipes are called', async () => {
  const recipe = ']]><script>&"';
  const id = await feedstockWith('pangeo-forge/hostile-feedstock', ['success', 'failure'], recipe);
  const { entries } = await read(`/feedstocks/${id}/runs.atom`);
  expect(entries.map((entry) => [entry['title']._cdata].flat().join(''))).toEqual(
    ['failure', 'success'].map((conclusion) => `${recipe} of pangeo-forge/hostile-feedstock: ${conclusion}`),
  );
  expect(await served.anyone.get('/feedstocks/999999/runs.atom')).toMatchObject({ status: 404 });
});
