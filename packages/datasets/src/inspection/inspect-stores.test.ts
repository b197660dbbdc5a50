import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureInspectorEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { execa } from 'execa';
import { spatialExtentOf } from '../stac/spatial-extent.ts';
import { serveFolder } from '../../test/serve-files.ts';
import { INSPECT_STORES, type InspectedTarget, inspectionAnswerSchema } from './inspection.ts';

const rootDir = path.join(import.meta.dirname, '../../../../.local/runner');
const inspector = await ensureInspectorEnvironment({ rootDir, environment: process.env }).catch(() => null);
const MAKE_STORES = path.join(import.meta.dirname, '../../test/make_inspected_stores.py');
const LOCAL = 'fsspec.implementations.local.LocalFileSystem';
const NAMES = [
  'zarr2',
  'zarr2-consolidated',
  'zarr3',
  'zarr3-consolidated',
  'zarr3-sharded',
  'pyramid',
  'icechunk',
  'kerchunk-json',
  'kerchunk-parquet',
  'parquet',
  'nothing',
  'no-store',
  'never-written',
  'broken',
  'two',
  'hostile-gen',
  'hostile-templates',
  'hostile-inline-template',
  'hostile-file',
  'hostile-metadata-service',
  'hostile-pickle',
  'unknown-codec',
  'huge-chunk',
] as const;

/** The first store of the target; the others too, if a test asks for them. */
let folder: string;
const answers = new Map<string, InspectedTarget>();
const storesOf = (name: (typeof NAMES)[number]) => {
  const answer = answers.get(name);
  return answer?.outcome === 'looked' ? answer.stores : [];
};
const storeOf = (name: (typeof NAMES)[number]) => storesOf(name)[0];

beforeAll(async () => {
  if (!inspector) return;
  folder = await mkdtemp(path.join(tmpdir(), 'inspect-stores-'));
  const python = inspector.pythonExecutable;
  await execa(python, ['-I', MAKE_STORES, folder], { extendEnv: false, env: {} });
  const targets = NAMES.map((name) => ({
    fsspec_class: LOCAL,
    fsspec_args: {},
    root_path: path.join(folder, name),
    own_prefixes: [path.join(folder, 'zarr2')],
    allow_private: false,
  }));
  const input = JSON.stringify({ targets, seconds: 600, objects: 1_000 });
  const { stdout } = await execa(python, ['-I', '-B', INSPECT_STORES], { input, extendEnv: false, env: {} });
  const { targets: found } = inspectionAnswerSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
  for (const [at, name] of NAMES.entries()) if (found[at]) answers.set(name, found[at]);
}, 900_000);
afterAll(() => (folder ? rm(folder, { recursive: true, force: true }) : undefined));

(inspector ? describe : describe.skip)('the inspector (needs Python 3.11 and a package index)', () => {
  test.each([
    ['zarr2-consolidated', 'named.zarr', '.zmetadata'],
    ['zarr3', '', 'zarr.json'],
    ['kerchunk-json', 'combined/reference.json', ''],
    ['kerchunk-parquet', 'store/combined.parquet', '.zmetadata'],
  ] as const)('hashes the metadata of %s as it was read', async (name, place, file) => {
    const content = await readFile(path.join(folder, name, place, file));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(storeOf(name)?.metadata).toEqual({ file, sha256 });
  });

  test('hashes the snapshot of an Icechunk store, and nothing of a store that it does not open', () => {
    const { version, metadata } = storeOf('icechunk') ?? {};
    expect(metadata).toEqual({ file: `snapshots/${version}`, sha256: expect.any(String) });
    expect(storeOf('hostile-pickle')?.metadata).toBeNull();
  });

  test.each([
    ['zarr2', 'zarr2', ''],
    ['zarr2-consolidated', 'zarr2', 'named.zarr'],
    ['zarr3', 'zarr3', ''],
    ['zarr3-consolidated', 'zarr3', ''],
    ['zarr3-sharded', 'zarr3', ''],
    ['icechunk', 'icechunk', ''],
    ['kerchunk-json', 'kerchunk-json', 'combined/reference.json'],
    ['kerchunk-parquet', 'kerchunk-parquet', 'store/combined.parquet'],
  ] as const)('finds, opens and describes %s', (name, kind, place) => {
    const store = storeOf(name);
    expect(store).toMatchObject({ kind, path: place, opens: true, problem: null, holdsChunks: true });
    const [group] = store?.description?.groups ?? [];
    expect(group?.dimensions).toContainEqual({ name: 'time', size: 31, isIndexed: true });
    expect(group?.variables).toMatchObject([
      { name: 'sst', dimensions: ['time', 'lat', 'lon'], shape: [31, 23, 45], dtype: 'float32' },
    ]);
    expect(group?.variables[0]?.attributes).toEqual({ units: 'degC', standard_name: 'sea_surface_temperature' });
    expect(group?.coordinates.find((one) => one.name === 'time')).toMatchObject({
      dtype: expect.stringContaining('datetime64'),
      timeRange: { start: '2000-01-01T00:00:00Z', end: '2000-01-31T00:00:00Z' },
      preview: '2000-01-01 2000-01-02 2000-01-03 ... 2000-01-29 2000-01-30 2000-01-31',
    });
    expect(group && spatialExtentOf(group)?.bbox).toEqual([-180, -88, 180, 88]);
    expect(store?.sizeBytes).toBeGreaterThan(1_000);
    expect(store?.objects).toBeGreaterThan(0);
  });

  test('says how a sharded store is cut', () => {
    const { description } = storeOf('zarr3-sharded') ?? {};
    expect(description?.isSharded).toBe(true);
    expect(description?.groups[0]?.variables[0]).toMatchObject({ shards: [40, 23, 45], chunks: [10, 23, 45] });
  });

  test('describes every level of a pyramid', () => {
    const { description } = storeOf('pyramid') ?? {};
    expect(description?.isPyramid).toBe(true);
    expect(description?.groups.map(({ path: group }) => group)).toEqual(['', '0', '1']);
  });

  test('an Icechunk store has its snapshot as version', () => {
    expect(storeOf('icechunk')?.version).toMatch(/^[0-9A-Z]{20}$/);
  });

  test('a dataset of Parquet files is described by its columns', () => {
    expect(storeOf('parquet')).toMatchObject({ kind: 'parquet', opens: true });
    const group = storeOf('parquet')?.description?.groups[0];
    expect(group?.variables.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(group?.dimensions).toEqual([{ name: 'row', size: 2, isIndexed: false }]);
  });

  test('two stores are two', () => {
    expect(storesOf('two').map(({ path: place, opens }) => [place, opens])).toEqual([
      ['one.zarr', true],
      ['other.zarr', true],
    ]);
  });

  test.each([
    ['nothing', true],
    ['no-store', false],
    ['never-written', true],
  ] as const)('finds no store in %s', (name, isEmpty) => {
    expect(answers.get(name)).toEqual({ outcome: 'looked', stores: [], isEmpty });
  });

  test('a store whose coordinates cannot be decoded does not open, by its own fault', () => {
    expect(storeOf('broken')).toMatchObject({ opens: false, refused: false, cause: null });
  });

  test.each([
    ['hostile-pickle', 'pickle'],
    ['unknown-codec', 'made-up'],
    ['hostile-gen', '`gen`'],
    ['hostile-templates', '`templates`'],
    ['hostile-inline-template', 'template'],
    ['hostile-file', 'file:///etc/passwd'],
    ['hostile-metadata-service', '169.254.169.254'],
  ] as const)('refuses %s before anything opens it', (name, named) => {
    expect(storeOf(name)).toMatchObject({ opens: false, refused: true, description: null });
    expect(storeOf(name)?.problem).toContain(named);
  });

  test('never reads a chunk that is too large, and describes the others', () => {
    const names = storeOf('huge-chunk')?.description?.groups[0]?.coordinates.map(({ name }) => name);
    expect(names).toEqual(['lat', 'lon']);
  });

  test('what is not installed is no fault of the store', async () => {
    const target = {
      fsspec_class: 'made.up.FileSystem',
      root_path: '/nowhere',
      own_prefixes: [],
      allow_private: false,
    };
    const input = JSON.stringify({ targets: [target], seconds: 60, objects: 10 });
    const { stdout } = await execa(inspector?.pythonExecutable ?? '', ['-I', '-B', INSPECT_STORES], { input });
    const answer = inspectionAnswerSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
    expect(answer.targets[0]).toMatchObject({ outcome: 'could_not_look', cause: 'unsupported' });
  });

  test('on a web server that lists no folder, stores are found by their marks; what needs a listing is not judged', async () => {
    const server = await serveFolder(folder);
    const names = [
      'zarr2-consolidated/named.zarr',
      'zarr3-consolidated',
      'kerchunk-json/combined',
      'zarr2',
      'kerchunk-parquet/store/combined.parquet',
      'nothing',
    ];
    const targets = names.map((name) => ({
      fsspec_class: 'fsspec.implementations.http.HTTPFileSystem',
      fsspec_args: {},
      root_path: `${server.url}/${name}`,
      own_prefixes: [path.join(folder, 'zarr2')],
      allow_private: true,
    }));
    const input = JSON.stringify({ targets, seconds: 600, objects: 1_000 });
    const python = inspector?.pythonExecutable ?? '';
    const { stdout } = await execa(python, ['-I', '-B', INSPECT_STORES], { input, extendEnv: false, env: {} });
    await server.close();
    const answer = inspectionAnswerSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
    const stores = answer.targets.map((target) => (target.outcome === 'looked' ? target.stores : target));
    const opened = { opens: true, problem: null, sizeBytes: null };
    const unknown = { opens: false, refused: false, cause: 'unsupported' };
    expect(stores).toMatchObject([
      [{ kind: 'zarr2', ...opened }],
      [{ kind: 'zarr3', ...opened }],
      [{ kind: 'kerchunk-json', path: 'reference.json', opens: true, description: { inputs: ['/'] } }],
      [{ kind: 'zarr2', ...unknown }],
      [{ kind: 'kerchunk-parquet', ...unknown }],
      [],
    ]);
  });

  test('references lead with the bakery’s credentials only to places of its own', async () => {
    const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from target import Target
target = Target({"fsspec_class": "s3fs.S3FileSystem", "fsspec_args": {"key": "k", "secret": "s"},
                 "root_path": "bucket/own", "own_prefixes": ["s3://bucket/cache"]})
def has_key(*addresses):
    return not target.input_file_systems(addresses)["s3"].anon
print(json.dumps([has_key("s3://bucket/own/a", "s3://bucket/cache/b"), has_key("s3://bucket/other/secret"),
                  has_key("s3://bucket/own/a", "s3://bucket/own/../other/secret"), has_key("s3://bucket/ownother/a")]))
`;
    const { stdout } = await execa(inspector?.pythonExecutable ?? '', ['-I', '-c', program, INSPECT_STORES], {
      extendEnv: false,
      env: {},
    });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toEqual([true, false, false, false]);
  });
});
