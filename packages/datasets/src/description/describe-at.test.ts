import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CONSOLIDATED_V2,
  CONSOLIDATED_V3,
  PLAIN_V3,
  REFERENCES,
  SOURCE_OF_REFERENCES,
  type StoreFiles,
} from '../../test/fixture-stores.ts';
import { type FileServer, serveFiles } from '../../test/serve-files.ts';
import { describeAt } from './describe-at.ts';

const under = (folder: string, files: StoreFiles): StoreFiles =>
  Object.fromEntries(Object.entries(files).map(([key, value]) => [`${folder}/${key}`, value]));

const FILES = {
  ...under('bucket/v3.zarr', CONSOLIDATED_V3),
  ...under('bucket/plain.zarr', PLAIN_V3),
  ...under('v2.zarr', CONSOLIDATED_V2),
  ...under('refs', REFERENCES),
  'source.bin': SOURCE_OF_REFERENCES,
  'broken.zarr/.zmetadata': '{"metadata": {"a/.zarray": {"shape": "many"}, "b/.zarray": 3',
};

let storage: FileServer;
beforeAll(async () => {
  storage = await serveFiles(FILES, (request, response) => {
    const { searchParams, pathname } = new URL(request.url ?? '', 'http://x');
    if (searchParams.get('list-type') !== '2' || pathname !== '/bucket') return false;
    const prefix = searchParams.get('prefix') ?? '';
    const keys = Object.keys(FILES).filter((key) => key.startsWith(`bucket/${prefix}`));
    const steps = new Set(keys.map((key) => `${prefix}${key.slice(`bucket/${prefix}`.length).split('/')[0]}`));
    const body = [...steps].map((step) => `<CommonPrefixes><Prefix>${step}/</Prefix></CommonPrefixes>`).join('');
    response.end(`<ListBucketResult>${body}</ListBucketResult>`);
    return true;
  });
});
afterAll(() => storage.close());

const at = (path: string) =>
  describeAt(`${storage.url}/${path}`, {
    places: { stores: [storage.url], localRoots: [], allowLoopback: true },
  });

test('a consolidated store of format 3 is described, its times decoded in their calendar', async () => {
  const { groups, ...about } = await at('bucket/v3.zarr');
  expect(about).toEqual({ format: 3, isConsolidated: true });
  expect(groups[0]).toMatchObject({
    dimensions: [{ name: 'time', size: 3, isIndexed: true }],
    attributes: { title: '<b>Rain</b>' },
    coordinates: [
      {
        name: 'time',
        dtype: 'object',
        attributes: {},
        preview: '2020-02-28 2020-03-01 2020-03-02',
        timeRange: { start: '2020-02-28T00:00:00Z', end: '2020-03-02T00:00:00Z' },
      },
    ],
    variables: [{ name: 'rain', dtype: 'float64', bytes: 24, preview: null }],
  });
});

test('a store that is not consolidated is described where its bucket lists what it holds, groups too', async () => {
  const { groups, isConsolidated } = await at('bucket/plain.zarr');
  expect(isConsolidated).toBe(false);
  const names = groups.map(({ path, coordinates, variables }) => [
    path,
    ...[...coordinates, ...variables].map(({ name }) => name),
  ]);
  expect(names).toEqual([
    ['', 'time', 'rain'],
    ['deep', 'rain'],
  ]);
});

const RAIN_V2 = {
  coordinates: [
    { name: 'x', preview: '10 20', range: { min: 10, max: 20 } },
    { name: 'when', dtype: 'datetime64[ns]', preview: '1970-01-01 1970-01-02' },
  ],
  variables: [{ name: 'rain', dtype: 'float32', storedDtype: 'int16', attributes: {} }],
};

test('a store of format 2 is described: times of NumPy, what `coordinates` names, packed values', async () => {
  const { format, groups } = await at('v2.zarr/');
  expect(format).toBe(2);
  expect(groups[0]).toMatchObject(RAIN_V2);
});

describe('references are described', () => {
  test.each(['refs', 'refs/reference.json'])('at %s', async (path) => {
    const { groups } = await at(path);
    expect(groups[0]).toMatchObject(RAIN_V2);
  });
});

test('what is no dataset is not found', async () => {
  await expect(at('nothing.zarr')).rejects.toMatchObject({ code: 'not_found' });
  await expect(at('broken.zarr')).rejects.toMatchObject({ code: 'not_found' });
});
