import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

const METADATA = {
  zarr_consolidated_format: 1,
  metadata: {
    '.zgroup': { zarr_format: 2 },
    '.zattrs': { title: 'A <b>small</b> sea' },
    'x/.zarray': {
      zarr_format: 2,
      shape: [2],
      chunks: [2],
      dtype: '<f8',
      compressor: null,
      filters: null,
      order: 'C',
      fill_value: null,
    },
    'x/.zattrs': { _ARRAY_DIMENSIONS: ['x'] },
  },
};

let served: ProductionLikeApi;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'datasets-'));
  await mkdir(path.join(folder, 'sea.zarr'));
  await writeFile(path.join(folder, 'sea.zarr', '.zmetadata'), JSON.stringify(METADATA));
  const places = { stores: [], localRoots: [folder], allowLoopback: false };
  served = await startProductionLikeApi({ places });
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true });
});

const reprOf = (url: string) => served.anyone.get(`/repr/xarray/?url=${encodeURIComponent(url)}`);

test('a dataset is answered as HTML with everything from it escaped', async () => {
  const url = path.join(folder, 'sea.zarr');
  const { status, body, headers } = await reprOf(url);
  expect([status, body.dataset, headers.get('access-control-allow-origin')]).toEqual([200, url, '*']);
  expect(body.html).toContain('A &lt;b&gt;small&lt;/b&gt; sea');
  expect(body.html).toContain('xr-var-name');
});

test('for a minute it is answered without reading the storage again', async () => {
  const url = path.join(folder, 'sea.zarr');
  const first = await reprOf(url);
  await rm(path.join(folder, 'sea.zarr'), { recursive: true });
  expect((await reprOf(url)).body).toEqual(first.body);
});

test('a missing dataset is 404, a forbidden one 403, a missing URL 422; each says why', async () => {
  const statuses = {
    [path.join(folder, 'none.zarr')]: 404,
    '/etc': 403,
    'http://169.254.169.254/latest': 403,
    'gopher://x/': 403,
  };
  for (const [url, status] of Object.entries(statuses)) {
    const answer = await reprOf(url);
    expect([url, answer.status, typeof answer.body.detail]).toEqual([url, status, 'string']);
  }
  expect((await served.anyone.get('/repr/xarray/')).status).toBe(422);
});

test('a dataset in the database may be read, but not its neighbours, and not at an address of this network', async () => {
  await served.api.database.pool.query(
    `update reciperun set dataset_public_url = 'http://127.0.0.1:9/ours/x.zarr' where id = (select min(id) from reciperun)`,
  );
  const why = async (url: string) => {
    const { status, body } = await reprOf(url);
    return [status, body.detail];
  };
  const ofThisNetwork = [403, expect.stringContaining('not an address of the open internet')];
  expect(await why('http://127.0.0.1:9/ours/x.zarr')).toEqual(ofThisNetwork);
  expect(await why('http://127.0.0.1:9/ours/x.zarr/group')).toEqual(ofThisNetwork);
  for (const url of ['http://127.0.0.1:9/ours/y.zarr', 'http://127.0.0.1:9/', 'http://127.0.0.1:9/ours/x.zarr.bak'])
    expect(await why(url)).toEqual([403, expect.stringContaining('in no place of this deployment')]);
});

test('what was opened after its run is shown as it was stored, in private storage too', async () => {
  const variable = { dimensions: ['x'], shape: [2], chunks: [2], dtype: 'float64', storedDtype: 'float64', codecs: [] };
  const described = { bytes: 16, attributes: {}, isIndex: false, preview: null, range: null, timeRange: null };
  const group = { path: '', dimensions: [{ name: 'x', size: 2, isIndexed: false }], coordinates: [], attributes: {} };
  const description = { format: 3, groups: [{ ...group, variables: [{ name: 'tide', ...variable, ...described }] }] };
  await served.api.database.pool.query(
    `insert into dataset (recipe_run_id, recipe_id, position, path, kind, address, description, verified)
     select id, recipe_id, 0, 'a', 'icechunk', 's3://private/a', $1, true from reciperun order by id limit 1`,
    [description],
  );
  const { status, body } = await reprOf('s3://private/a');
  expect(status).toBe(200);
  expect(body.html).toContain('tide');
  expect((await reprOf('s3://private/b')).status).not.toBe(200);
});

test('a store has one answer, however its address is written', async () => {
  const url = path.join(folder, 'lake.zarr');
  await mkdir(url);
  await writeFile(path.join(url, '.zmetadata'), JSON.stringify(METADATA));
  const first = await reprOf(url);
  expect(first.status).toBe(200);
  await rm(url, { recursive: true });
  for (const other of [`${url}/`, `${url}?a=1`, `${url}//#b`]) expect((await reprOf(other)).body).toEqual(first.body);
});
