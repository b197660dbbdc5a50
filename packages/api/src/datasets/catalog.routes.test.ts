import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalogFieldsOf } from '@pangeo-forge/datasets/catalog/catalog-fields';
import type { DatasetDescription, VariableDescription } from '@pangeo-forge/datasets/description/dataset-description';
import { concludeInspection, findRunToInspect } from '@pangeo-forge/db/datasets/inspection';
import { storeProvenance } from '@pangeo-forge/db/provenance/provenance';
import { startRunningRun } from '@pangeo-forge/db/testing/running-run';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
const FEEDSTOCK = 1;
let bakeryId: number;
beforeAll(async () => {
  served = await startProductionLikeApi();
  const { rows } = await served.api.database.pool.query<{ id: number }>('select id from bakery order by id limit 1');
  bakeryId = rows[0]?.id ?? 0;
  await served.api.database.pool.query('delete from catalog_entry');
  await write('pacific', { name: 'sst', standard: 'sea_surface_temperature', lon: [160, 200], years: [1981, 2001] });
  await write('atlantic', { name: 'salt', lon: [-60, 0], years: [1990, 1995], size: 10 });
  await write('world', { name: 'precip', lon: [0, 359], years: [2000, 2020] });
  await write('atlantic', { name: 'salt', lon: [-60, 0], years: [1990, 1999], size: 20 });
});
afterAll(() => served.stop());

interface Written {
  name: string;
  standard?: string;
  lon: [number, number];
  years: [number, number];
  size?: number;
}

/** A production run that wrote this. */
async function write(recipeId: string, written: Written): Promise<number> {
  const { pool } = served.api.database;
  const run = await startRunningRun(pool, {
    recipeId,
    bakeryId,
    feedstockId: FEEDSTOCK,
    isTest: false,
    dispatchKey: `${recipeId} ${Math.random()}`,
  });
  const found = await findRunToInspect(pool, run.id);
  if (!found) throw new Error('no run');
  const description = descriptionOf(written);
  const kind = written.name === 'precip' ? ('zarr3' as const) : ('zarr2' as const);
  const meta = { title: `Data of ${recipeId}`, provenance: { license: recipeId === 'world' ? 'MIT' : 'CC-BY-4.0' } };
  await concludeInspection(
    pool,
    found,
    {
      outcome: 'found',
      datasets: [
        {
          path: '',
          kind,
          address: `https://data.example.org/${recipeId}.zarr`,
          version: null,
          description,
          sizeBytes: written.size ?? 1,
          objects: 1,
          verified: true,
          problem: null,
          picture: null,
        },
      ],
    },
    [catalogFieldsOf({ feedstockSpec: 'a/b', recipeId, meta, kind, description })],
  );
  return run.id;
}

function descriptionOf({ name, standard, lon, years, size = 10 }: Written): DatasetDescription {
  const variable = (given: Partial<VariableDescription> & { name: string }): VariableDescription => ({
    dimensions: [given.name],
    shape: [2],
    chunks: [2],
    dtype: 'float32',
    storedDtype: 'float32',
    codecs: [],
    bytes: 8,
    attributes: {},
    isIndex: true,
    preview: null,
    range: null,
    timeRange: null,
    ...given,
  });
  const timeRange = { start: `${years[0]}-01-01T00:00:00Z`, end: `${years[1]}-12-31T00:00:00Z` };
  return {
    format: 2,
    isConsolidated: true,
    groups: [
      {
        path: '',
        dimensions: [{ name: 'time', size, isIndexed: true }],
        coordinates: [
          variable({ name: 'time', timeRange }),
          variable({ name: 'lat', range: { min: -10, max: 10 } }),
          variable({ name: 'lon', range: { min: lon[0], max: lon[1] }, shape: [360] }),
        ],
        variables: [
          variable({ name, isIndex: false, attributes: standard ? { standard_name: standard, units: 'K' } : {} }),
        ],
        attributes: { title: 'x', history: `written ${size}` },
      },
    ],
  };
}

const search = async (query: string) => {
  const { status, body } = await served.anyone.get(`/datasets${query}`);
  expect(status).toBe(200);
  return (body.datasets as Array<{ recipe_id: string }>).map(({ recipe_id }) => recipe_id);
};

test.each([
  ['', ['atlantic', 'world', 'pacific']],
  ['?q=temper', ['pacific']],
  ['?q=data%20atl', ['atlantic']],
  [`?q=${encodeURIComponent(`'); drop table x; -- sst`)}`, []],
  ['?q=%27%26%7C!%3A*', ['atlantic', 'world', 'pacific']],
  ['?variable=SST', ['pacific']],
  ['?variable=sea_surface_temperature', ['pacific']],
  ['?variable=sea_surface', []],
  ['?from=2002', ['world']],
  ['?to=1985-06', ['pacific']],
  ['?from=1996&to=1999-12-31', ['atlantic', 'pacific']],
  ['?bbox=-50,0,-40,5', ['atlantic', 'world']],
  ['?bbox=170,0,-170,5', ['world', 'pacific']],
  ['?bbox=190,0,195,5', ['world', 'pacific']],
  ['?bbox=-50,60,-40,80', []],
  ['?license=MIT', ['world']],
  ['?kind=zarr3', ['world']],
  ['?feedstock_id=999', []],
  ['?q=data&license=CC-BY-4.0&kind=zarr2&from=1990&bbox=-180,-90,180,90&variable=salt', ['atlantic']],
])('datasets are found by words, variable, time, area, licence and kind: %s', async (query, recipes) => {
  expect(await search(query)).toEqual(recipes);
});

test('pages of a search follow each other without a gap', async () => {
  const first = (await served.anyone.get('/datasets?limit=2')).body;
  expect(first.total).toBe(3);
  const second = (await served.anyone.get(`/datasets?limit=2&cursor=${first.next_cursor}`)).body;
  expect([...first.datasets, ...second.datasets].map(({ recipe_id }) => recipe_id)).toEqual([
    'atlantic',
    'world',
    'pacific',
  ]);
  expect(second.next_cursor).toBeNull();
});

test.each(['?bbox=1,2,3', '?bbox=0,50,0,40', '?from=soon', '?kind=hdf5', '?limit=1000', '?cursor=x'])(
  'a search that means nothing is refused: %s',
  async (query) => {
    expect((await served.anyone.get(`/datasets${query}`)).status).toBe(422);
  },
);

test('the facets count licences and kinds', async () => {
  expect((await served.anyone.get('/datasets/facets')).body).toEqual({
    licenses: [
      { name: 'CC-BY-4.0', datasets: 2 },
      { name: 'MIT', datasets: 1 },
    ],
    kinds: [
      { name: 'zarr2', datasets: 2 },
      { name: 'zarr3', datasets: 1 },
    ],
  });
});

test('a dataset that was written again keeps its page, and says what changed', async () => {
  const [entry] = (await served.anyone.get('/datasets?q=atlantic')).body.datasets;
  const { body } = await served.anyone.get(`/datasets/${entry.id}`);
  expect(body).toMatchObject({
    title: 'Data of atlantic',
    starts_at: '1990-01-01T00:00:00Z',
    ends_at: '1999-12-31T00:00:00Z',
    bbox: [-60, -10, 0, 10],
    stac: expect.stringMatching(/^\/stac\/collections\/.+\/items\/atlantic$/),
    opening: [
      { language: 'python', code: expect.stringContaining('https://data.example.org/atlantic.zarr') },
      { language: 'javascript', code: expect.stringContaining('FetchStore("https://data.example.org/atlantic.zarr")') },
    ],
  });
  expect(body.versions).toHaveLength(2);
  expect(body.versions[0].changes).toEqual([
    { of: 'size', name: 'stored', from: '10 B', to: '20 B' },
    { of: 'dimension', name: 'time', from: '10', to: '20' },
    { of: 'time', name: 'time', from: '1990-01-01 to 1995-12-31', to: '1990-01-01 to 1999-12-31' },
    { of: 'attribute', name: 'history', from: 'written 10', to: 'written 20' },
  ]);
  expect(body.versions[1].changes).toBeNull();
  const again = await write('atlantic', { name: 'salt', lon: [-60, 0], years: [1990, 1999], size: 20 });
  const { body: newest } = await served.anyone.get(`/datasets/${entry.id}?again`);
  expect([newest.id, newest.run_id, newest.versions[0].changes]).toEqual([entry.id, again, []]);
});

test('a dataset links its catalogue, and how its present version was made once that is stated', async () => {
  const run = await write('arctic', { name: 'ice', lon: [0, 10], years: [1990, 1991] });
  const [entry] = (await served.anyone.get('/datasets?q=arctic')).body.datasets;
  const { body: before } = await served.anyone.get(`/datasets/${entry.id}`);
  expect([before.provenance, before.stac]).toEqual([null, `${before.stac_collection}/items/arctic`]);
  await storeProvenance(served.api.database.pool, run, { envelope: { is: 1 }, roCrate: { is: 2 }, keyId: null });
  const { provenance } = (await served.anyone.get(`/datasets/${entry.id}?again`)).body;
  expect((await served.anyone.get(provenance.statement)).body).toEqual({ is: 1 });
  expect(JSON.parse((await served.anyone.get(provenance.ro_crate)).text)).toEqual({ is: 2 });
  const later = await write('arctic', { name: 'ice', lon: [0, 10], years: [1990, 1992] });
  const { body: after } = await served.anyone.get(`/datasets/${entry.id}?later`);
  expect([after.run_id, after.provenance]).toEqual([later, null]);
});

test('an id that no dataset has is not found', async () => {
  expect((await served.anyone.get('/datasets/999999')).status).toBe(404);
});
