import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOSTILE } from './sample-rows.ts';
import { createStandInApi } from './stand-in-api.ts';
import type { Viewers } from '../src/http/page-session.ts';
import { startDashboard, type TestDashboard } from './start-dashboard.ts';

let dashboard: TestDashboard;
beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(() => dashboard.stop());

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${dashboard.url}${path}`, { headers, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, page: await answer.text() };
}

const PAGES = [
  '/dashboard/recipe-runs',
  ...[8, 7, 6, 5, 4, 3, 2, 1].map((id) => `/dashboard/recipe-run/${id}`),
  '/dashboard/feedstocks',
  '/dashboard/feedstock/6',
  '/dashboard/datasets',
  '/dashboard/datasets?kind=all',
  '/dashboard/dataset/1',
  '/dashboard/dataset/2',
  '/dashboard/bakeries',
];

test.each(PAGES)('%s works without a script, and escapes everything that a recipe chose', async (path) => {
  const { status, headers, page } = await get(path);
  expect(status).toBe(200);
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('<img src=x');
  expect(page).not.toMatch(/href="\s*javascript:/i);
  // an attribute may hold any text; it ends at its quote
  expect(page.replaceAll(/="[^"]*"/g, '=""')).not.toMatch(/<[^>]+\s(?:on\w+|style)=/i);
  expect(headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self'/);
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
});

test('the text of filters and searches is escaped too', async () => {
  const hostile = encodeURIComponent(HOSTILE);
  for (const path of [
    'recipe-runs?q=X&feedstock=X&bakery=X&cursor=X',
    'feedstocks?q=X',
    'datasets?q=X&cursor=X&variable=X&from=X&to=X&bbox=X&license=X',
    'datasets?kind=test&q=X&cursor=X',
    'X',
  ]) {
    const { page } = await get(`/dashboard/${path.replaceAll('X', hostile)}`);
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<img src=x');
  }
});

test('a link of a check run shows the run', async () => {
  const host = encodeURIComponent(new URL(dashboard.url).host);
  const { page } = await get(`/dashboard/recipe-run/6?feedstock_id=6&orchestratorEndpoint=${host}`);
  expect(page).toContain('<h1>recipe-6</h1>');
  expect(page).toContain('Succeeded');
  expect(page).toContain('xr.open_dataset(&quot;https://storage.example.org/sst.zarr&quot;');
  expect(page).toContain('Zarr 3');
  expect(page).not.toContain('Not verified');
  expect((await get('/dashboard/recipe-run/5')).page).toContain('Not verified');
  expect(page).toContain('href="https://github.com/pangeo-forge/sst-feedstock/pull/3"');
});

test('each state has a label, and the next step where there is one', async () => {
  const advice = { 7: 'Why it failed', 3: 'It took too long', 2: 'It was lost', 1: 'It was cancelled' };
  for (const [id, text] of Object.entries(advice))
    expect((await get(`/dashboard/recipe-run/${id}`)).page).toContain(text);
  const { page } = await get('/dashboard/recipe-run/8');
  expect(page).toContain('Running');
  expect(page).toContain('n1-highmem-2');
});

test('the page of a dataset shows what it is, where, since when, and how to open it', async () => {
  const { page } = await get('/dashboard/dataset/1');
  for (const text of [
    '<h1>sst</h1>',
    'Sea surface temperature, daily',
    'alt="Sea surface temperature (degC), 1981-09-01"',
    'media="(prefers-color-scheme: dark)"',
    '170° E to 150° W, 30° S to 30° N',
    '1981-09-01 to 2020-12-31',
    '2.1 GB in 64 objects',
    'CC-BY-4.0',
    'href="https://www.noaa.gov"',
    'degC',
    'time, lat, lon',
    'xr.open_dataset(&quot;https://storage.example.org/sst.zarr&quot;)',
    'zarr.FetchStore(',
    'href="/stac/collections/pangeo-forge--sst-feedstock/items/sst"',
    'href="/dashboard/recipe-run/6?feedstock_id=6"',
    'Dimension <code>time</code>: 30 → 31',
  ])
    expect(page).toContain(text);
  expect((page.match(/class="extent-area"/g) ?? []).length).toBe(2); // on both sides of the 180th meridian
  expect((await get('/dashboard/dataset/2')).page).toContain('Not verified');
});

test('the datasets are listed with their pictures, and filtered', async () => {
  const { page } = await get('/dashboard/datasets');
  expect(page).toContain('href="/dashboard/dataset/1"');
  expect(page).toContain(`src="/datasets/pictures/${'a'.repeat(64)}.png"`);
  expect(page).toContain('2 datasets');
  expect((await get('/dashboard/datasets?q=daily')).page).toContain('1 dataset<');
  expect((await get('/dashboard/datasets?q=nothing')).page).toContain('No datasets match these filters');
  const refused = (await get('/dashboard/datasets?from=soon')).page;
  expect(refused).toContain('from: a date such as 2000-01-31');
  expect(refused).toContain('name="from" value="soon"');
});

test('a dataset links its item and collection of STAC, its statement and its RO-Crate', async () => {
  const { page } = await get('/dashboard/dataset/1');
  for (const link of [
    '/stac/collections/pangeo-forge--sst-feedstock/items/sst',
    '/stac/collections/pangeo-forge--sst-feedstock',
    '/recipe_runs/6/provenance',
    '/recipe_runs/6/ro-crate',
  ])
    expect(page).toContain(`href="${link}"`);
});

test('the log is in the page, with its colours', async () => {
  const { page } = await get('/dashboard/recipe-run/6');
  expect(page).toContain('<span class="ansi-green">INFO</span> reading 12 inputs');
  expect(page).toContain('data-last-id="1-1-1"');
});

test('filters without matches link back to all runs', async () => {
  const { status, page } = await get('/dashboard/recipe-runs?q=nothing-is-called-this');
  expect(status).toBe(200);
  expect(page).toContain('No runs match these filters');
  expect(page).toContain('href="/dashboard/recipe-runs">Show all runs');
});

test('an empty page says what will appear there', async () => {
  const empty = await startDashboard(createStandInApi([]));
  const pages = ['recipe-runs', 'datasets', 'bakeries'].map(async (name) =>
    (await fetch(`${empty.url}/dashboard/${name}`)).text(),
  );
  const [runs, datasets, bakeries] = await Promise.all(pages);
  await empty.stop();
  expect(runs).toContain('No runs yet');
  expect(datasets).toContain('No datasets yet');
  expect(bakeries).toContain('No runs in progress');
});

test.each([
  '/dashboard/recipe-run/99',
  '/dashboard/recipe-run/..%2Fbakeries%2F',
  '/dashboard/recipe-run/%2e%2e%2Fdocs',
  '/dashboard/feedstock/7',
  '/dashboard/dataset/99',
  '/dashboard/nowhere',
])('%s is a 404 page', async (path) => {
  const { status, page } = await get(path);
  expect(status).toBe(404);
  expect(page).toContain('<h1>Not found</h1>');
});

test('while the API is unavailable a page says so', async () => {
  const away = await startDashboard();
  away.api.makeUnavailable();
  const answer = await fetch(`${away.url}/dashboard/recipe-runs`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('The service does not answer');
  await away.stop();
});

test('an unchanged page is not sent again', async () => {
  const { headers } = await get('/dashboard/feedstocks');
  const again = await get('/dashboard/feedstocks', { 'if-none-match': headers.get('etag') ?? '' });
  expect(again).toMatchObject({ status: 304, page: '' });
});

test('the script is small, and cached by the browser', async () => {
  const { page } = await get('/dashboard/recipe-runs');
  const [, path = ''] = /src="([^"]+)"/.exec(page) ?? [];
  const { status, headers, page: script } = await get(path);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toContain('immutable');
  expect(script.length).toBeLessThan(20_000); // uncompressed
});

test('the xarray view is in a frame without scripts', async () => {
  const { headers } = await get('/dashboard/xarray?url=https%3A%2F%2Fstorage.example.org%2Fsst.zarr');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/);
});

test('/dashboard redirects to the runs', async () => {
  const { status, headers } = await get('/dashboard');
  expect([status, headers.get('location')]).toEqual([302, '/dashboard/recipe-runs']);
});

test('a page of somebody who signed in is kept by no cache, and none is taken for that of another reader', async () => {
  const viewers: Viewers = {
    viewerOf: async (request) => (request.get('cookie') ? { login: '<b>octocat</b>', csrf: 'the token' } : null),
    isOperator: async () => false,
    buttonsOn: async () => null,
  };
  const offering = await startDashboard(undefined, viewers);
  const read = async (headers = {}) => {
    const answer = await fetch(`${offering.url}/dashboard/recipe-run/7?feedstock_id=6`, { headers });
    const { headers: had } = answer;
    return { cache: had.get('cache-control'), vary: had.get('vary'), text: await answer.text() };
  };
  const out = await read();
  expect([out.cache, out.vary]).toEqual(['private, no-cache', 'accept-encoding, cookie']);
  expect(out.text).toContain('/session/sign-in?to=%2Fdashboard%2Frecipe-run%2F7%3Ffeedstock_id%3D6');
  expect(out.text).not.toContain('csrf');
  const signedIn = await read({ cookie: 'any' });
  expect([signedIn.cache, signedIn.vary]).toEqual(['private, no-store', 'accept-encoding, cookie']);
  expect(signedIn.text).toContain('&lt;b&gt;octocat&lt;/b&gt;');
  expect(signedIn.text).toContain('action="/session/runs/7/retry"');
  await offering.stop();
  expect((await get('/dashboard/recipe-run/7')).page).not.toContain('/session/');
});
