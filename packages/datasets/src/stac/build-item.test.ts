import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { CONSOLIDATED_V3 } from '../../test/fixture-stores.ts';
import type { DatasetDescription, VariableDescription } from '../description/dataset-description.ts';
import { describeDataset } from '../description/describe-dataset.ts';
import { aboutMeta } from './about-meta.ts';
import { buildCatalog, buildCollection, linkItem } from './build-catalog.ts';
import { buildItem, type DatasetOfRun, itemIdOf } from './build-item.ts';

const BASE = 'https://api.example';
const SPEC = 'an-owner/rain-feedstock';
const META = {
  title: 'Rain',
  description: 'Rain of the entire earth.',
  recipes: [{ id: 'rain' }],
  provenance: {
    license: 'CC-BY-4.0',
    providers: [
      {
        name: 'An agency',
        roles: ['producer', 'licensor', 'singer'],
        url: 'https://agency.example',
        description: null,
      },
      { description: 'without a name' },
      { name: 'Another', url: 'javascript:alert(1)' },
    ],
  },
};
const RECORDED = {
  runId: 5,
  sha: 'abc',
  bakery: 'a-bakery',
  kind: 'zarr3' as const,
  sizeBytes: 1_000,
  objects: null,
  endpoint: null,
};
const RUN: DatasetOfRun = {
  feedstockSpec: SPEC,
  recipeId: 'rain',
  datasetType: 'zarr',
  url: 'https://data.example/rain.zarr',
  completedAt: '2026-01-02T03:04:05Z',
  meta: META,
};

function variable(name: string, dimensions: string[], more: Partial<VariableDescription> = {}): VariableDescription {
  const shape = dimensions.map(() => 360);
  const isIndex = dimensions.length === 1 && dimensions[0] === name;
  const stored = { shape, chunks: shape, dtype: 'float64', storedDtype: 'float64', codecs: [], bytes: 0 };
  return { name, dimensions, ...stored, attributes: {}, isIndex, preview: null, range: null, timeRange: null, ...more };
}

function earth(west: number, east: number): DatasetDescription {
  const coordinates = [
    variable('lon', ['lon'], { range: { min: west, max: east }, attributes: { units: 'degrees_east' } }),
    variable('lat', ['lat'], { range: { min: -89.5, max: 89.5 }, attributes: { standard_name: 'latitude' } }),
    variable('time', ['time'], { timeRange: { start: '2000-01-01T00:00:00Z', end: '2020-12-31T00:00:00Z' } }),
    variable('area', ['lat', 'lon'], { attributes: { units: 'm2', long_name: 'Area of a cell' } }),
  ];
  const variables = [variable('rain', ['time', 'lat', 'lon', 'member'], { attributes: { units: 'mm' } })];
  const dimensions = ['lon', 'lat', 'time', 'member'].map((name) => ({
    name,
    size: 360,
    isIndexed: name !== 'member',
  }));
  const group = { path: '', dimensions, coordinates, variables, attributes: {} };
  return { format: 3, isConsolidated: true, groups: [group] };
}

test.each<[number, number, number[], string]>([
  [0.5, 359.5, [-180, -89.5, 180, 89.5], 'Polygon'],
  [-179.5, 179.5, [-180, -89.5, 180, 89.5], 'Polygon'],
  [-20, 40, [-20, -89.5, 40, 89.5], 'Polygon'],
  [200, 240, [-160, -89.5, -120, 89.5], 'Polygon'],
  [170, 200, [170, -89.5, -160, 89.5], 'MultiPolygon'],
])('longitudes from %s to %s lie in the box %s', (west, east, bbox, type) => {
  expect(buildItem(RUN, earth(west, east)).item).toMatchObject({ bbox, geometry: { type } });
});

test('every dimension is described, and every variable that is not one, as the datacube extension wants it', () => {
  const { item } = buildItem(RUN, earth(0.5, 359.5));
  expect(item.stac_extensions).toEqual([
    'https://stac-extensions.github.io/datacube/v2.3.0/schema.json',
    'https://stac-extensions.github.io/zarr/v1.0.0/schema.json',
    'https://stac-extensions.github.io/storage/v2.0.0/schema.json',
    'https://stac-extensions.github.io/projection/v2.0.0/schema.json',
    'https://stac-extensions.github.io/cf/v0.2.0/schema.json',
  ]);
  expect(item.properties).toMatchObject({
    datetime: null,
    start_datetime: '2000-01-01T00:00:00Z',
    end_datetime: '2020-12-31T00:00:00Z',
    license: 'CC-BY-4.0',
    'cube:dimensions': {
      lon: { type: 'spatial', axis: 'x', extent: [0.5, 359.5] },
      lat: { type: 'spatial', axis: 'y', extent: [-89.5, 89.5] },
      time: { type: 'temporal', extent: ['2000-01-01T00:00:00Z', '2020-12-31T00:00:00Z'] },
      member: { type: 'index', extent: [0, 359] },
    },
    'cube:variables': {
      area: { dimensions: ['lat', 'lon'], type: 'auxiliary', unit: 'm2', description: 'Area of a cell' },
      rain: { dimensions: ['time', 'lat', 'lon', 'member'], type: 'data', unit: 'mm' },
    },
  });
  const names = [item.properties['cube:dimensions'], item.properties['cube:variables']].flatMap((of) =>
    Object.keys(of as object),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(item.assets.data).toEqual({
    href: RUN.url,
    type: 'application/vnd.zarr',
    title: 'Zarr store',
    roles: ['data'],
    'zarr:node_type': 'group',
    'zarr:zarr_format': 3,
    'zarr:consolidated': true,
    'storage:refs': ['store'],
    'cf:parameter': [{ name: 'latitude' }],
  });
});

test.each([
  ['s3://bucket/a.zarr', null, { type: 'aws-s3', bucket: 'bucket' }],
  [
    's3://bucket/a.zarr',
    'https://osn.example',
    { type: 'custom-s3', platform: 'https://osn.example', bucket: 'bucket' },
  ],
  ['gs://bucket/a.zarr', null, { type: 'gcp', bucket: 'bucket' }],
  ['https://data.example/a.zarr', null, { type: 'https', platform: 'https://data.example' }],
])('an item says how %s is read (endpoint %s), and which run of which code made it', (url, endpoint, store) => {
  const { item } = buildItem({ ...RUN, url, run: { ...RECORDED, endpoint } }, null);
  expect(item.properties).toMatchObject({
    'storage:schemes': { store },
    'processing:software': { [SPEC]: 'abc' },
    'processing:facility': 'a-bakery',
    'pangeo_forge:kind': 'zarr3',
    'pangeo_forge:size': 1_000,
  });
  expect(item.properties).not.toHaveProperty('pangeo_forge:objects');
  expect(item.assets['data']).toMatchObject({ 'storage:refs': ['store'] });
});

test('what meta.yaml says is used as far as STAC has a place for it, and nothing is required', () => {
  expect(aboutMeta(META, SPEC)).toEqual({
    title: 'Rain',
    description: 'Rain of the entire earth.',
    license: 'CC-BY-4.0',
    providers: [
      { name: 'An agency', roles: ['producer', 'licensor'], url: 'https://agency.example' },
      { name: 'Another' },
    ],
  });
  const bare = { title: SPEC, description: SPEC, license: 'other', providers: [] };
  for (const meta of [null, 'text', { provenance: { license: 'see: website', providers: 'me' }, title: 5 }])
    expect(aboutMeta(meta, SPEC)).toEqual(bare);
});

test('a dataset that was not opened has an item too, and ids that need changing stay apart', () => {
  const { item } = buildItem({ ...RUN, meta: null, datasetType: 'kerchunk', url: '/data/rain.kerchunk' }, null);
  expect(item).toMatchObject({ geometry: null, stac_extensions: [], properties: { datetime: RUN.completedAt } });
  expect(item.assets.data).toMatchObject({
    href: 'file:///data/rain.kerchunk/reference.json',
    type: 'application/json',
  });
  expect(itemIdOf('a_b-1.2')).toBe('a_b-1.2');
  expect(itemIdOf('a/b')).toMatch(/^a-b-[0-9a-f]{8}$/);
  expect(itemIdOf('a/b')).not.toBe(itemIdOf('a b'));
});

const python = fileURLToPath(new URL('../../../../.local/stac-validation/bin/python', import.meta.url));

(existsSync(python) ? test : test.skip)('pystac’s validator takes every kind of document, offline', async () => {
  const fromMemory = {
    read: async (url: string) => Buffer.from(CONSOLIDATED_V3[url.replace('memory/', '')] ?? ''),
    list: async () => null,
  };
  const about = aboutMeta(META, SPEC);
  const items = [
    buildItem(RUN, earth(0.5, 359.5)).item,
    buildItem({ ...RUN, recipeId: 'a/b' }, earth(170, 200)).item,
    buildItem({ ...RUN, recipeId: 'c', datasetType: 'kerchunk', meta: null }, null).item,
    buildItem({ ...RUN, recipeId: 'd' }, await describeDataset(fromMemory, 'memory')).item,
  ];
  const documents = [
    buildCatalog(BASE, [SPEC]),
    buildCollection(BASE, SPEC, about, items),
    buildCollection(BASE, SPEC, aboutMeta(null, SPEC), items.slice(2, 3)),
    ...items.map((item) => linkItem(BASE, SPEC, item)),
  ];
  const script = fileURLToPath(new URL('../../test/validate_stac.py', import.meta.url));
  const validated = execFileSync(python, [script], { input: JSON.stringify(documents), encoding: 'utf8' });
  expect(validated.trim()).toBe(String(documents.length));
});
