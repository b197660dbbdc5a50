import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { requestInspections } from '@pangeo-forge/db/datasets/inspection';
import { findDatasetAt, listDatasetsOfRun } from '@pangeo-forge/db/datasets/stored-datasets';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type ReconcileStage, SECRET, startReconcileStage } from '../../test/reconcile-stage.ts';
import { answered, findTargetItself, storeOf } from '../testing/stand-in-inspector.ts';

let stage: ReconcileStage;
const TARGET = 'https://data.example.org/x.zarr';

beforeAll(async () => {
  stage = await startReconcileStage();
});
afterEach(() => {
  stage.inspector.look = findTargetItself;
  stage.inspector.calls.length = 0;
});
afterAll(() => stage.stop());

/** A run whose bakery claims success. */
async function bakedRun(): Promise<number> {
  const { id } = await stage.submit();
  await transitionRun(stage.database.pool, id, { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null });
  return id;
}

async function typeOf(runId: number): Promise<string | null | undefined> {
  const text = 'select dataset_type as type from reciperun where id = $1';
  return (await stage.database.pool.query<{ type: string | null }>(text, [runId])).rows[0]?.type;
}

const datasetsOf = (runId: number) => listDatasetsOfRun(stage.database.pool, runId);

test('a run whose dataset opens succeeds, and is described', async () => {
  const id = await bakedRun();
  expect(await stage.stateOf(id)).toMatchObject({ status: 'in_progress', conclusion: null });
  stage.inspector.look = () =>
    answered({
      outcome: 'looked',
      isEmpty: false,
      stores: [{ ...storeOf('sst/named.zarr', 'zarr3', null), version: 'a' }],
    });
  await stage.inspect(id);
  const url = `${TARGET}/sst/named.zarr`;
  expect(await stage.stateOf(id)).toMatchObject({ conclusion: 'success', url });
  expect(await datasetsOf(id)).toMatchObject([
    { kind: 'zarr3', address: url, verified: true, version: 'a', sizeBytes: 1 },
  ]);
  expect(await findDatasetAt(stage.database.pool, url)).toMatchObject({ path: 'sst/named.zarr' });
});

test.each([
  ['icechunk', 'zarr'],
  ['zarr2', 'zarr'],
  ['kerchunk-parquet', 'kerchunk'],
  ['kerchunk-json', 'kerchunk'],
  ['parquet', 'parquet'],
] as const)('a store of kind %s is a dataset of type %s, whatever the recipe declared', async (kind, type) => {
  const id = await bakedRun();
  stage.inspector.look = () => answered({ outcome: 'looked', isEmpty: false, stores: [storeOf('', kind, null)] });
  await stage.inspect(id);
  expect(await typeOf(id)).toBe(type);
});

test('a picture is stored with its dataset', async () => {
  const id = await bakedRun();
  const picture = { light: Buffer.from('light').toString('base64'), dark: Buffer.from('dark').toString('base64') };
  const drawn = (head: string) => ({ ...storeOf(head, 'zarr2', null), picture: { ...picture, caption: 'sst' } });
  stage.inspector.look = () => answered({ outcome: 'looked', isEmpty: false, stores: [drawn('a.zarr')] });
  await stage.inspect(id);
  // what is no PNG is not stored
  expect(await datasetsOf(id)).toMatchObject([{ verified: true, picture: null }]);
  const again = await bakedRun();
  const head = Buffer.alloc(33);
  head.write('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01', 'latin1');
  const png = head.toString('base64');
  const store = { ...storeOf('', 'zarr2', null), picture: { light: png, dark: png, caption: 'sst' } };
  stage.inspector.look = () => answered({ outcome: 'looked', isEmpty: false, stores: [store] });
  await stage.inspect(again);
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(await datasetsOf(again)).toMatchObject([{ picture: hash, pictureDark: hash, pictureCaption: 'sst' }]);
});

test('several stores are several datasets; the run names the first that opens', async () => {
  const id = await bakedRun();
  const stores = [storeOf('a.zarr', 'zarr2', 'a chunk is missing'), storeOf('b.zarr', 'zarr2', null)];
  stage.inspector.look = () => answered({ outcome: 'looked', isEmpty: false, stores });
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ conclusion: 'success', url: `${TARGET}/b.zarr` });
  expect(await datasetsOf(id)).toMatchObject([
    { path: 'b.zarr', verified: true },
    { path: 'a.zarr', verified: false, problem: 'a chunk is missing' },
  ]);
});

test.each([
  ['wrote nothing', { stores: [], isEmpty: true }],
  ['is no dataset of a known kind', { stores: [], isEmpty: false }],
  [
    'cannot be opened: its chunks are nonsense',
    { stores: [storeOf('', 'zarr2', 'its chunks are nonsense')], isEmpty: false },
  ],
] as const)('a run that %s has failed', async (said, found) => {
  const id = await bakedRun();
  stage.inspector.look = () => answered({ outcome: 'looked', ...found });
  await stage.inspect(id);
  const now = await stage.stateOf(id);
  expect(now).toMatchObject({ conclusion: 'failure' });
  expect(now.reason).toContain(said);
  expect(await datasetsOf(id)).toEqual([]);
});

test('storage that does not answer is tried again, and the run succeeds when it does', async () => {
  const id = await bakedRun();
  stage.inspector.look = () =>
    answered({ outcome: 'could_not_look', cause: 'network', reason: `no connection with ${SECRET}` });
  await stage.inspect(id);
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ status: 'in_progress' });
  expect(stage.inspector.calls).toHaveLength(2);
  stage.inspector.look = findTargetItself;
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ conclusion: 'success' });
});

test('storage that does not answer for an hour leaves a success whose dataset is not verified', async () => {
  const id = await bakedRun();
  const store = { ...storeOf('', 'zarr2', `AccessDenied for ${SECRET}`), cause: 'credentials' };
  stage.inspector.look = () => answered({ outcome: 'looked', isEmpty: false, stores: [store] });
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ status: 'in_progress' });
  await stage.passMinutes(id, 61);
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ conclusion: 'success', url: TARGET });
  const [dataset] = await datasetsOf(id);
  expect(dataset).toMatchObject({ verified: false, address: TARGET, kind: null });
  expect(dataset?.problem).toBe('It could not be opened: AccessDenied for [redacted]');
});

test.each([
  ['reached a limit', () => ({ outcome: 'stopped', reason: 'it used too much memory' }) as const],
  ['cannot run here', () => ({ outcome: 'failed', reason: 'no Python', lasting: true }) as const],
  [
    'refuses the store',
    () =>
      answered({
        outcome: 'looked',
        isEmpty: false,
        stores: [{ ...storeOf('', 'zarr2', 'it uses pickle'), refused: true }],
      }),
  ],
])('an inspection that %s leaves a success whose dataset is not verified, at once', async (_what, look) => {
  const id = await bakedRun();
  stage.inspector.look = look;
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ conclusion: 'success' });
  expect(await datasetsOf(id)).toMatchObject([{ verified: false }]);
});

test('an answer of another form is none', async () => {
  const id = await bakedRun();
  stage.inspector.look = () => answered({ outcome: 'looked', stores: [{ kind: 'zarr2', opens: true }] });
  await stage.inspect(id);
  expect(await stage.stateOf(id)).toMatchObject({ status: 'in_progress' });
});

test('it gets the storage of this bakery and this run alone', async () => {
  const id = await bakedRun();
  await stage.inspect(id);
  expect(stage.inspector.calls.map(({ request }) => request)).toMatchObject([
    { targets: [{ fsspec_class: 's3fs.S3FileSystem', root_path: 's3://bucket/x.zarr' }] },
  ]);
});

test('a run that has ended gets its datasets again on request, and nothing else of it changes', async () => {
  const { pool } = stage.database;
  const id = await bakedRun();
  await stage.inspect(id);
  await pool.query('delete from dataset where recipe_run_id = $1', [id]);
  const text = 'select * from reciperun where id = $1';
  const before = (await pool.query(text, [id])).rows;
  stage.inspector.look = () =>
    answered({ outcome: 'looked', isEmpty: false, stores: [storeOf('other.zarr', 'zarr3', null)] });
  await inTransaction(pool, (client) => requestInspections(client, { again: false }));
  await stage.inspect(id);
  expect((await pool.query(text, [id])).rows).toEqual(before);
  expect(await datasetsOf(id)).toMatchObject([{ path: 'other.zarr', verified: true }]);
  stage.inspector.look = () => answered({ outcome: 'looked', stores: [], isEmpty: true });
  await inTransaction(pool, (client) => requestInspections(client, { again: true }));
  await stage.inspect(id);
  expect((await pool.query(text, [id])).rows).toEqual(before);
  expect(await datasetsOf(id)).toMatchObject([{ path: 'other.zarr' }]);
});
