import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findUndescribedDatasets, writeStacItem } from '@pangeo-forge/db/stac/stac-items';
import { buildItem, geometryOfBbox } from '@pangeo-forge/datasets/stac/build-item';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;

interface Extent {
  bbox: [number, number, number, number] | null;
  times: [string, string] | null;
  variables?: string[];
}

/** In the order of their runs, the newest first. */
const EXTENTS: Record<string, Extent> = {
  europe: { bbox: [-10, 35, 30, 70], times: ['2000-01-01T00:00:00Z', '2009-12-31T00:00:00Z'], variables: ['rain'] },
  fiji: {
    bbox: [170, -20, -170, -10],
    times: ['2010-01-01T00:00:00Z', '2019-12-31T00:00:00Z'],
    variables: ['rain', 'wind'],
  },
  everywhere: { bbox: [-180, -90, 180, 90], times: ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'] },
  unknown: { bbox: null, times: null },
};

beforeAll(async () => {
  served = await startProductionLikeApi();
  const { pool } = served.api.database;
  const datasets = (await findUndescribedDatasets(pool, 1_000)).sort((a, b) => b.runId - a.runId);
  for (const [index, [name, { bbox, times, variables = [] }]] of Object.entries(EXTENTS).entries()) {
    const dataset = datasets[index];
    if (!dataset) throw new Error('too few datasets');
    const { item, collection } = buildItem(dataset, null);
    const [start, end] = times ?? [];
    const time =
      start === undefined
        ? {}
        : start === end
          ? { datetime: start }
          : { datetime: null, start_datetime: start, end_datetime: end };
    const properties = {
      ...item.properties,
      title: name,
      'pangeo_forge:size': index * 1_000,
      ...time,
      'cube:variables': Object.fromEntries(variables.map((variable) => [variable, { dimensions: [], type: 'data' }])),
    };
    const names = variables.includes('wind') ? { 'cf:parameter': [{ name: 'wind_speed' }] } : {};
    await writeStacItem(pool, dataset, {
      item: {
        ...item,
        assets: { data: { ...item.assets['data'], ...names } },
        ...(bbox ? { bbox, geometry: geometryOfBbox(bbox) } : {}),
        properties,
      },
      collection,
      isDescribed: true,
      problem: null,
      retryInMs: null,
    });
  }
});
afterAll(() => served.stop());

interface Found {
  features: { id: string; collection: string; properties: { title: string }; links: { rel: string; href: string }[] }[];
  links: { rel: string; href: string; body?: object }[];
}

const titlesOf = ({ features }: Found) => features.map(({ properties }) => properties.title);
const search = (query: Record<string, string>) =>
  served.anyone.get(`/stac/search?${new URLSearchParams(query).toString()}`);
async function found(query: Record<string, string>): Promise<string[]> {
  const answer = await search(query);
  expect([query, answer.status, answer.text.slice(0, 200)]).toEqual([query, 200, expect.anything()]);
  return titlesOf(JSON.parse(answer.text));
}
async function foundByBody(body: object): Promise<string[]> {
  const answer = await served.anyone.post('/stac/search', body);
  expect([body, answer.status]).toEqual([body, 200]);
  return titlesOf(JSON.parse(answer.text));
}
const ALL = ['europe', 'fiji', 'everywhere', 'unknown'];

test.each<[string, string[]]>([
  ['0,50,1,51', ['europe', 'everywhere']],
  ['-175,-15,-172,-14', ['fiji', 'everywhere']],
  ['175,-15,-175,-14', ['fiji', 'everywhere']],
  ['172,-15,173,-14', ['fiji', 'everywhere']],
  ['-160,-15,160,-14', ['everywhere']],
  ['0,50,-10,1,51,10', ['europe', 'everywhere']],
])('the box %s finds %s', async (bbox, names) => {
  expect(await found({ bbox })).toEqual(names);
  expect(await foundByBody({ bbox: bbox.split(',').map(Number) })).toEqual(names);
});

const RING = [
  [-20, 30],
  [40, 30],
  [40, 75],
  [-20, 75],
  [-20, 30],
];
const HOLE = [
  [-11, 34],
  [31, 34],
  [31, 71],
  [-11, 71],
  [-11, 34],
];
test.each<[object, string[]]>([
  [{ type: 'Point', coordinates: [0, 50] }, ['europe', 'everywhere']],
  [
    {
      type: 'MultiPoint',
      coordinates: [
        [0, 80],
        [-175, -15],
      ],
    },
    ['fiji', 'everywhere'],
  ],
  [
    {
      type: 'LineString',
      coordinates: [
        [-30, 50],
        [60, 51],
      ],
    },
    ['europe', 'everywhere'],
  ],
  [{ type: 'Polygon', coordinates: [RING] }, ['europe', 'everywhere']],
  [{ type: 'Polygon', coordinates: [RING, HOLE] }, ['everywhere']],
  [
    {
      type: 'MultiPolygon',
      coordinates: [
        [RING],
        [
          [
            [171, -15],
            [172, -15],
            [172, -14],
            [171, -15],
          ],
        ],
      ],
    },
    ['europe', 'fiji', 'everywhere'],
  ],
  [
    {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [0, 50] },
        { type: 'Point', coordinates: [175, -12] },
      ],
    },
    ['europe', 'fiji', 'everywhere'],
  ],
])('the geometry %j intersects %s', async (intersects, names) => {
  expect(await found({ intersects: JSON.stringify(intersects) })).toEqual(names);
  expect(await foundByBody({ intersects })).toEqual(names);
  const filter = { op: 's_intersects', args: [{ property: 'geometry' }, intersects] };
  expect(await foundByBody({ filter })).toEqual(names);
});

test.each<[string, string[]]>([
  ['2005-01-01T00:00:00Z', ['europe']],
  ['2009-01-01T00:00:00Z/2011-01-01T00:00:00Z', ['europe', 'fiji']],
  ['../2005-01-01T00:00:00+01:00', ['europe']],
  ['2020-01-01T00:00:00.5Z/..', ['unknown']],
  ['2015-01-01t00:00:00z/', ['fiji', 'everywhere', 'unknown']],
])('the time %s finds %s', async (datetime, names) => {
  expect(await found({ datetime })).toEqual(names);
});

test.each<[string, string[]]>([
  ["title = 'fiji'", ['fiji']],
  ["NOT title = 'fiji'", ['europe', 'everywhere', 'unknown']],
  ["title LIKE '%u%' AND title NOT LIKE 'e%'", ['unknown']],
  ["title IN ('fiji', 'europe') OR \"title\" = 'unknown'", ['europe', 'fiji', 'unknown']],
  ['pangeo_forge:size BETWEEN 500 AND 2000', ['fiji', 'everywhere']],
  ['pangeo_forge:size >= 2e3', ['everywhere', 'unknown']],
  ["pangeo_forge:size = 'text'", []],
  ['no:such IS NULL', ALL],
  ['no:such > 5', []],
  ['geometry IS NULL', ['unknown']],
  ["A_CONTAINS(variables, ('rain', 'wind'))", ['fiji']],
  ["A_OVERLAPS(variables, ('rain', 'snow'))", ['europe', 'fiji']],
  ["A_EQUALS(variables, ('rain'))", ['europe']],
  ["A_CONTAINS(standard_names, ('wind_speed'))", ['fiji']],
  ['standard_names IS NULL', ['europe', 'everywhere', 'unknown']],
  ["A_CONTAINEDBY(variables, ('rain', 'snow'))", ['europe']],
  ["datetime < TIMESTAMP('2005-01-01T00:00:00Z')", ['europe']],
  ["T_INTERSECTS(datetime, INTERVAL('2015-01-01', '..'))", ['fiji', 'everywhere', 'unknown']],
  ['S_INTERSECTS(geometry, BBOX(0, 50, 1, 51))', ['europe', 'everywhere']],
  ['S_INTERSECTS(geometry, POLYGON((0 50, 1 50, 1 51, 0 50)))', ['europe', 'everywhere']],
  ['S_INTERSECTS(geometry, POINT(175 -15))', ['fiji', 'everywhere']],
  ["title = 'it''s' OR title = 'it\\'s'", []],
  ["(title = 'fiji' OR title = 'europe') AND pangeo_forge:size < 500", ['europe']],
  ['TRUE', ALL],
])('the filter %s finds %s', async (filter, names) => {
  expect(await found({ filter })).toEqual(names);
  expect(await foundByBody({ filter, 'filter-lang': 'cql2-text' })).toEqual(names);
});

test('pages follow one another by their links, by GET and by POST, and hold each item once', async () => {
  const seen: string[] = [];
  let url: string | undefined = '/stac/search?limit=3';
  while (url) {
    const page: Found = JSON.parse((await served.anyone.get(url)).text);
    seen.push(...titlesOf(page));
    url = page.links.find(({ rel }) => rel === 'next')?.href.slice(served.api.url.length);
  }
  expect(seen).toEqual(ALL);
  const posted: string[] = [];
  let body: object | undefined = { limit: 1 };
  while (body) {
    const page: Found = JSON.parse((await served.anyone.post('/stac/search', body)).text);
    posted.push(...titlesOf(page));
    body = page.links.find(({ rel }) => rel === 'next')?.body;
  }
  expect(posted).toEqual(ALL);
});

test('a search by ids or collections finds those, and each item is where its links say', async () => {
  const { features }: Found = JSON.parse((await served.anyone.get('/stac/search?limit=1')).text);
  const [first] = features;
  if (!first) throw new Error('no items');
  const { id, collection, links } = first;
  expect(await found({ ids: id, collections: collection })).toEqual(['europe']);
  expect(await foundByBody({ ids: [id], collections: ['nobody--nothing'] })).toEqual([]);
  const self = links.find(({ rel }) => rel === 'self')?.href ?? '';
  expect(JSON.parse((await served.anyone.get(self.slice(served.api.url.length))).text)).toMatchObject({
    id,
    collection,
  });
  const items = await served.anyone.get(`/stac/collections/${collection}/items`);
  expect([items.status, items.headers.get('content-type')]).toEqual([200, 'application/geo+json']);
  expect((await served.anyone.get('/stac/collections/nobody--nothing/items')).status).toBe(404);
});

test('collections are paged, and the last page has no next', async () => {
  const names: string[] = [];
  let url: string | undefined = '/stac/collections?limit=1';
  while (url) {
    const { body } = await served.anyone.get(url);
    expect(body.collections.length).toBe(1);
    names.push(body.collections[0].id);
    url = body.links.find(({ rel }: { rel: string }) => rel === 'next')?.href.slice(served.api.url.length);
  }
  const { body } = await served.anyone.get('/stac/collections');
  expect(names).toEqual(body.collections.map(({ id }: { id: string }) => id));
});

const deep = (levels: number): unknown =>
  levels === 0 ? { op: 'isNull', args: [{ property: 'a' }] } : { op: 'not', args: [deep(levels - 1)] };
test.each<object>([
  { limit: 0 },
  { limit: 1.5 },
  { limit: '5' },
  { bbox: [0, 0, 1] },
  { bbox: [0, 10, 1, 9] },
  { bbox: [0, 0, 541, 9] },
  { bbox: 'a' },
  { datetime: 'yesterday' },
  { datetime: '2020-02-30T00:00:00Z' },
  { datetime: '../..' },
  { datetime: '2021-01-01T00:00:00Z/2020-01-01T00:00:00Z' },
  {
    intersects: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [3, 3],
        ],
      ],
    },
  },
  { intersects: { type: 'MultiPoint', coordinates: Array.from({ length: 501 }, () => [0, 0]) } },
  { intersects: { type: 'MultiPolygon', coordinates: Array.from({ length: 200 }, () => [RING]) } },
  { intersects: { type: 'Point', coordinates: [0, 0] }, bbox: [0, 0, 1, 1] },
  { ids: Array.from({ length: 501 }, String) },
  { ids: ['\0'] },
  { collections: 'one' },
  { token: '1; drop table' },
  { filter: deep(20) },
  { filter: { op: 'and', args: Array.from({ length: 101 }, () => deep(0)) } },
  { filter: { op: 'in', args: [{ property: 'a' }, Array.from({ length: 201 }, () => 1)] } },
  { filter: { op: '=', args: [{ property: 'a' }, '\0'] } },
  { filter: { op: 'casei', args: [{ property: 'a' }, 'b'] } },
  { filter: { op: '=', args: ['a', 'b'] } },
  { filter: "title = 'unfinished", 'filter-lang': 'cql2-text' },
  { filter: `${'('.repeat(4_000)}TRUE`, 'filter-lang': 'cql2-text' },
  { filter: ' '.repeat(8_001), 'filter-lang': 'cql2-text' },
  { filter: 'TRUE', 'filter-lang': 'sql' },
  { filter: true, 'filter-crs': 'EPSG:3857' },
])('what is not valid is refused as STAC API says: number %#', async (body) => {
  const answer = await served.anyone.post('/stac/search', body);
  expect([answer.status, answer.body]).toEqual([
    400,
    { code: 'InvalidParameterValue', description: expect.any(String) },
  ]);
});

test.each(['{"limit": 1', '[]', '"text"', '{]'])('a body that is no object of JSON is 400 too: %s', async (body) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${served.api.url}/stac/search`, { method: 'POST', body, headers });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { code: 'InvalidParameterValue', description: expect.stringMatching(/^body: ./) },
  ]);
});

test('a search that only reads leaves the answers that are kept for others', async () => {
  const path = '/feedstocks/?limit=1';
  const kept = [await served.anyone.get(path), await served.anyone.get(path)].map(({ text }) => text);
  await served.api.database.pool.query(`update feedstock set provider = 'changed'`);
  await foundByBody({ limit: 1 });
  expect((await served.anyone.get(path)).text).toBe(kept[1]);
});

const VENV = path.join(import.meta.dirname, '../../../../.local/stac-validation');
const isInstalled = existsSync(path.join(VENV, 'bin/stac-api-validator'));

(isInstalled ? test : test.skip)(
  'stac-api-validator and pystac-client find nothing wrong (needs .local/stac-validation)',
  async () => {
    const { features }: Found = JSON.parse((await served.anyone.get('/stac/search?limit=1')).text);
    const script = path.join(import.meta.dirname, '../../test/validate_stac_api.py');
    const args = [script, `${served.api.url}/stac`, features[0]?.collection ?? ''];
    const { stdout } = await promisify(execFile)(path.join(VENV, 'bin/python'), args, { maxBuffer: 1e8 });
    expect(stdout.trim().split('\n')).toEqual(['done']);
  },
);
