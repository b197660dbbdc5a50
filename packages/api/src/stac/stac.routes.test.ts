import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findUndescribedDatasets, writeStacItem } from '@pangeo-forge/db/stac/stac-items';
import { buildItem } from '@pangeo-forge/datasets/stac/build-item';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
let count: number;
beforeAll(async () => {
  served = await startProductionLikeApi();
  const { pool } = served.api.database;
  const datasets = await findUndescribedDatasets(pool, 1_000);
  count = datasets.length;
  for (const dataset of datasets)
    await writeStacItem(pool, dataset, {
      ...buildItem(dataset, null),
      isDescribed: false,
      problem: 'x',
      retryInMs: null,
    });
});
afterAll(() => served.stop());

interface Link {
  rel: string;
  href: string;
}

const linksOf = (body: { links: Link[] }, rel: string) =>
  body.links.filter((link) => link.rel === rel).map(({ href }) => href);
const read = async (href: string) => {
  expect(href.startsWith(`${served.api.url}/stac`)).toBe(true);
  const answer = await served.anyone.get(href.slice(served.api.url.length));
  expect([href, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([href, 200, '*']);
  const body = JSON.parse(answer.text);
  expect(linksOf(body, 'self')).toEqual([href]);
  expect(linksOf(body, 'root')).toEqual([`${served.api.url}/stac`]);
  return body;
};

test('every production dataset is reached from the root by absolute links, and each part links back', async () => {
  const root = `${served.api.url}/stac`;
  let items = 0;
  for (const child of linksOf(await read(root), 'child')) {
    const collection = await read(child);
    expect(linksOf(collection, 'parent')).toEqual([root]);
    for (const href of linksOf(collection, 'item')) {
      const item = await read(href);
      expect([linksOf(item, 'parent'), linksOf(item, 'collection'), item.collection]).toEqual([
        [child],
        [child],
        collection.id,
      ]);
      items++;
    }
  }
  expect(count).toBeGreaterThan(10);
  expect(items).toBe(count);
});

test('nobody gets the links of another host that somebody made up', async () => {
  const evil = () => rootFor('evil.example');
  expect(await evil()).toContain('http://evil.example/stac');
  await evil();
  expect((await served.anyone.get('/stac')).text).not.toContain('evil.example');
});

/** What the root says to a client that calls this host by another name. */
function rootFor(host: string): Promise<string> {
  const { hostname, port } = new URL(served.api.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: '/stac', headers: { host } }, (response) => {
      text(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
}

test('the other slash form redirects, and what does not exist is 404', async () => {
  const other = await served.anyone.get('/stac/');
  expect([other.status, other.headers.get('location')]).toEqual([307, '/stac']);
  expect((await served.anyone.get('/stac/collections/nobody--nothing')).body).toEqual({
    detail: 'collection not found',
  });
});

test('everything is regenerated with a key of the scope', async () => {
  expect((await served.anyone.post('/stac/rebuild')).status).toBe(403);
  expect((await served.admin.post('/stac/rebuild')).body).toEqual({ items: count });
  expect(served.api.woken).toMatchObject([{ kind: 'upkeep', label: 'keep the STAC catalogue' }]);
  expect(await findUndescribedDatasets(served.api.database.pool, 1_000)).toHaveLength(count);
});
