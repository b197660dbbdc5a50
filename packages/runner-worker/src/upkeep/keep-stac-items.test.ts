import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { requestStacRebuild } from '@pangeo-forge/db/stac/stac-items';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { pino } from 'pino';
import { keepStacItems } from './keep-stac-items.ts';

const SPEC = 'org/a-feedstock';
const ARRAY = { zarr_format: 2, shape: [2], chunks: [2], dtype: '<f8', compressor: null, filters: null, order: 'C' };
const METADATA = {
  metadata: {
    '.zgroup': { zarr_format: 2 },
    'lon/.zarray': { ...ARRAY, fill_value: null },
    'lon/.zattrs': { _ARRAY_DIMENSIONS: ['lon'], units: 'degrees_east' },
    'lat/.zarray': { ...ARRAY, fill_value: null },
    'lat/.zattrs': { _ARRAY_DIMENSIONS: ['lat'], units: 'degrees_north' },
  },
};

const database = await withMigratedDatabase({ poolSize: 2 });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'published-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function writeStore(name: string): Promise<string> {
  const store = path.join(folder, name);
  await mkdir(store);
  await writeFile(path.join(store, '.zmetadata'), JSON.stringify(METADATA));
  for (const [array, values] of Object.entries({ lon: [10, 20], lat: [-5, 5] })) {
    await mkdir(path.join(store, array));
    await writeFile(path.join(store, array, '0'), Buffer.from(Float64Array.from(values).buffer));
  }
  return store;
}

async function publish(recipeId: string, url: string | null, { isTest = false, conclusion = 'success' } = {}) {
  const bakery = await ensureBakery(database.pool, { name: 'local', region: '', description: '' });
  const feedstock = await ensureFeedstock(database.pool, SPEC);
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, status, conclusion, is_test,
       dataset_type, dataset_public_url)
     values ($1, $2, $3, 'abc', '', '2026-01-01', '2026-01-02', 'completed', $4, $5, 'zarr', $6) returning id`,
    [recipeId, bakery, feedstock.id, conclusion, isTest, url],
  );
  return rows[0]?.id ?? 0;
}

function look(): Promise<number> {
  const file = bakeryFileSchema.parse({
    Bake: { bakery_class: 'LocalDirectBakery' },
    TargetStorage: { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: `${folder}/{subpath}` },
  });
  const bakeries = new Map([['local', { id: 'local', file, secretValues: [] }]]);
  return keepStacItems({ database, bakeries, isLocalDeployment: true, logger: pino({ level: 'silent' }) });
}

const itemOf = async (recipeId: string) =>
  (await database.pool.query('select * from stac_item where recipe_id = $1', [recipeId])).rows[0];

test('what a production run published gets an item once, with what meta.yaml says; tests and failures get none', async () => {
  await database.pool.query(
    `insert into runner_invocation (key, kind, subject, request, result) values ($1, 'expand_meta', 'x', '{}', $2)`,
    [`expand_meta ${SPEC}@abc merged`, JSON.stringify({ title: 'Rain', provenance: { license: 'CC0-1.0' } })],
  );
  const run = await publish('rain', await writeStore('rain.zarr'));
  await publish('tested', path.join(folder, 'rain.zarr'), { isTest: true });
  await publish('failed', null, { conclusion: 'failure' });
  expect(await look()).toBe(1);
  expect(await itemOf('rain')).toMatchObject({
    recipe_run_id: run,
    is_described: true,
    collection: { title: 'Rain', license: 'CC0-1.0' },
    item: { id: 'rain', bbox: [10, -5, 20, 5], assets: { data: { 'zarr:consolidated': true } } },
  });
  expect(await look()).toBe(0);
});

test('the next run of the recipe replaces it', async () => {
  await cp(path.join(folder, 'rain.zarr'), path.join(folder, 'newer.zarr'), { recursive: true });
  const run = await publish('rain', path.join(folder, 'newer.zarr'));
  expect(await look()).toBe(1);
  const { recipe_run_id: of, item } = await itemOf('rain');
  expect([of, item.assets.data.href]).toEqual([run, expect.stringContaining('newer.zarr')]);
});

test('a dataset that cannot be opened has an item that says less, and is inspected again', async () => {
  await publish('late', path.join(folder, 'late.zarr'));
  await look();
  const { item, ...row } = await itemOf('late');
  expect(row).toMatchObject({ is_described: false, attempts: 1, problem: expect.stringContaining('no Zarr store') });
  expect([item.geometry, item.properties.datetime]).toEqual([null, '2026-01-02T00:00:00Z']);
  expect(await look()).toBe(0);
  await writeStore('late.zarr');
  await database.pool.query(`update stac_item set look_again_at = now() where recipe_id = 'late'`);
  await look();
  expect(await itemOf('late')).toMatchObject({ is_described: true, attempts: 0, problem: null, look_again_at: null });
});

test('all are made anew when asked, and a description is kept while the dataset cannot be opened', async () => {
  await rm(path.join(folder, 'late.zarr'), { recursive: true });
  expect((await requestStacRebuild(database.pool)).items).toBe(2);
  expect(await look()).toBe(2);
  expect(await itemOf('late')).toMatchObject({ is_described: true, attempts: 1, item: { bbox: [10, -5, 20, 5] } });
});

test('a dataset that was opened after its bake is described without its storage', async () => {
  const run = await publish('private', 's3://private/private.zarr');
  const axis = (name: string, min: number, max: number) => ({
    name,
    dimensions: [name],
    shape: [3],
    chunks: [3],
    dtype: 'float64',
    storedDtype: 'float64',
    codecs: [],
    bytes: 24,
    attributes: {},
    isIndex: true,
    preview: null,
    range: { min, max },
    timeRange: null,
  });
  const coordinates = [axis('lat', -5, 5), axis('lon', 10, 20)];
  const groups = [{ path: '', dimensions: [], coordinates, variables: [], attributes: {} }];
  await database.pool.query(
    `insert into dataset (recipe_run_id, recipe_id, position, kind, description, verified) values ($1, 'private', 0, 'zarr3', $2, true)`,
    [run, JSON.stringify({ format: 3, isConsolidated: false, groups })],
  );
  await look();
  expect(await itemOf('private')).toMatchObject({
    is_described: true,
    item: { bbox: [10, -5, 20, 5], assets: { data: { 'zarr:zarr_format': 3 } } },
  });
});
