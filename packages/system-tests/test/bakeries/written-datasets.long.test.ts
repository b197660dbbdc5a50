import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { flinkDeploymentName } from '@pangeo-forge/bakeries/flink/flink-bakery';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import { ensureInspectorEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { type LoopbackFlink, startLoopbackFlink } from '@pangeo-forge/testkit/flink/loopback-flink';
import { dataflowLogEntry } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { execa } from 'execa';
import { type DataflowStage, startDataflowStage } from './dataflow-stage.ts';
import { findFakeGcsServer, findMoto, type ObjectStore, startLoopbackGcs, startLoopbackS3 } from './object-stores.ts';
import { ensureVenv } from './python-venv.ts';

/** What a job writes, and as what it must be found: below its target, of this kind. */
const STORES = [
  ['zarr2', 'zarr2', ''],
  ['zarr2-consolidated', 'zarr2', 'named.zarr'],
  ['zarr3', 'zarr3', 'named.zarr'],
  ['zarr3-sharded', 'zarr3', 'named.zarr'],
  ['kerchunk-json', 'kerchunk-json', 'combined/reference.json'],
  ['kerchunk-parquet', 'kerchunk-parquet', 'store/combined.parquet'],
  ['icechunk', 'icechunk', 'repository'],
  ['parquet', 'parquet', ''],
  ['pyramid', 'zarr2', 'pyramid.zarr'],
] as const;
const IDS = STORES.map(([id]) => id);
type Id = (typeof IDS)[number];

const PYTHON = path.join(import.meta.dirname, 'python');
const rootDir = path.join(REPOSITORY_ROOT, '.local', 'runner');
const [moto, fakeGcsServer, writer] = await Promise.all([
  findMoto(),
  findFakeGcsServer(),
  ensureInspectorEnvironment({ rootDir, environment: process.env }).catch(() => null),
]);
const programs = moto && fakeGcsServer && writer ? { moto, fakeGcsServer, python: writer.pythonExecutable } : null;

/** The emulator has none of the API that gcsfs asks first about folders. */
const EMULATED = { GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT: 'false' };

const releasers = createReleasers();
let folder: string;
let flink: LoopbackFlink;
let stage: DataflowStage;
let stores: Record<'s3' | 'gcs', ObjectStore>;

beforeAll(async () => {
  if (!programs) return;
  folder = await mkdtemp(path.join(tmpdir(), 'written-datasets-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  stores = { s3: await startLoopbackS3(programs.moto), gcs: await startLoopbackGcs(programs.fakeGcsServer) };
  for (const store of Object.values(stores)) releasers.add(() => store.stop());
  flink = await startLoopbackFlink();
  releasers.add(() => flink.stop());
  const onFlink = {
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.flink.FlinkOperatorBakery', container_image: 'example/image:1' },
    FlinkOperatorBakery: { flink_endpoint: flink.url },
    PangeoForge: { flink: { rest_url: `${flink.url}/clusters/{deployment}` } },
  };
  stage = await startDataflowStage({
    'dataflow-s3': storageOf(stores.s3),
    'dataflow-gcs': storageOf(stores.gcs),
    'dataflow-web': onTheWeb(stores.s3),
    'flink-s3': { ...onFlink, ...storageOf(stores.s3) },
    'flink-gcs': { ...onFlink, ...storageOf(stores.gcs) },
  });
  releasers.add(() => stage.stop());
  for (const type of ['web', 'worker', 'runner'] as const) void stage.startProcess(type);
  await stage.ready();
}, 900_000);
afterAll(() => releasers.releaseAll());

function storageOf({ root, fsspecClass, fsspecArgs }: ObjectStore) {
  const storage = { fsspec_class: fsspecClass, fsspec_args: fsspecArgs };
  return {
    TargetStorage: { ...storage, root_path: `${root}/{subpath}`, public_url: '{root_path}' },
    InputCacheStorage: { ...storage, root_path: `${root}/inputs` },
  };
}

/** The same bucket, which people read over the web. */
function onTheWeb(store: ObjectStore) {
  const { TargetStorage, InputCacheStorage } = storageOf(store);
  const root = store.root.replace('s3://', '');
  return {
    TargetStorage: { ...TargetStorage, root_path: `${root}/web/{subpath}`, public_url: `${store.url}/{root_path}` },
    InputCacheStorage,
  };
}

/** What a job of the bakery does: it writes a store where the run's target is. */
async function write(id: Id, target: string, { fsspecArgs }: ObjectStore): Promise<string> {
  const input = JSON.stringify({ root_path: target, fsspec_args: fsspecArgs });
  const { stdout } = await execa(programs?.python ?? '', ['-I', path.join(PYTHON, 'write_store.py'), id, folder], {
    input,
    extendEnv: false,
    env: EMULATED,
  });
  // Icechunk prints warnings above
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** The printed lines, as they are, by a Python that has only the packages that they name. */
async function openAsPrinted(code: string, id: Id): Promise<string> {
  const packages = /^# pip install (.*)$/m.exec(code)?.[1]?.split(' ') ?? [];
  const venv = await ensureVenv(path.join(folder, 'printed', packages.join('_')), packages);
  if (venv === null) throw new Error(`${packages.join(', ')} could not be installed`);
  const compare = await readFile(path.join(PYTHON, 'compare_store.py'), 'utf8');
  const opened = await execa(path.join(venv, 'bin', 'python'), ['-I', '-c', `${code}\n\n${compare}`], {
    extendEnv: false,
    env: { ...EMULATED, HOME: folder, EXPECTED_VALUES: path.join(folder, `${id}.npy`) },
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  return opened.failed ? opened.all.slice(-3_000) : opened.stdout;
}

interface Opening {
  dataset_type: string;
  dataset_public_url: string;
  code: string;
}

async function read<T>(route: string): Promise<T> {
  const answer = await fetch(`${stage.url}${route}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

/** Ends the job as its bakery does. */
async function endJob(engine: 'dataflow' | 'flink', jobName: string): Promise<void> {
  if (engine === 'flink') return flink.setState(flink.jobs(flinkDeploymentName(jobName))[0] ?? '', 'FINISHED');
  stage.dataflow.setState(jobName, 'DONE');
  expect(await stage.push(dataflowLogEntry(jobName, 'Worker pool stopped.'))).toBe(204);
}

interface Written {
  engine: 'dataflow' | 'flink';
  storage: 's3' | 'gcs' | 'web';
}

/** One run from the comment to the lines that open its dataset, and these lines in a process of their own. */
async function writeAndOpen(number: number, [id, kind, place]: (typeof STORES)[number], { engine, storage }: Written) {
  await stage.say(number, `/run ${id}`);
  const jobsOf = (jobName: string) =>
    engine === 'flink' ? flink.jobs(flinkDeploymentName(jobName)) : stage.dataflow.jobs(jobName);
  const isSubmitted = ({ jobName }: { jobName: string | null }) => jobName !== null && jobsOf(jobName).length > 0;
  const { id: runId, jobName, targetUrl } = await stage.runOf(number, isSubmitted, id);
  if (engine === 'dataflow') stage.dataflow.setState(jobName ?? '', 'RUNNING');
  const target = targetUrl ?? '';
  expect(target).toMatch({ s3: /^s3:/, gcs: /^gs:/, web: /^http:/ }[storage]);
  const store = stores[storage === 'gcs' ? 'gcs' : 's3'];
  const inBucket = target.replace(`${store.url}/`, 's3://');
  expect(await write(id, inBucket, store)).toBe(place);
  await endJob(engine, jobName ?? '');

  const ended = await stage.runOf(number, ({ status }) => status === 'completed', id);
  const root = kind === 'icechunk' ? inBucket : target;
  const address = place === '' ? root : `${root}/${place}`;
  const found = await read<object[]>(`/recipe_runs/${runId}/datasets`);
  expect({ ended, found }).toMatchObject({
    ended: { conclusion: 'success' },
    found: [{ kind, address, verified: true, problem: null, objects: expect.any(Number) }],
  });
  const opening = await read<Opening>(`/recipe_runs/${runId}/dataset`);
  expect(opening).toMatchObject({
    dataset_public_url: address,
    dataset_type: kind.startsWith('kerchunk') ? 'kerchunk' : kind === 'parquet' ? 'parquet' : 'zarr',
  });
  const comment = await stage.commentOf(number, new RegExp(`test run of \`${id}\` .* succeeded`));
  expect(comment).toContain(opening.code);
  expect(await openAsPrinted(opening.code, id)).toBe('equal');
}

const PLACES: readonly Written[] = [
  { engine: 'dataflow', storage: 's3' },
  { engine: 'dataflow', storage: 'gcs' },
  { engine: 'flink', storage: 's3' },
  { engine: 'flink', storage: 'gcs' },
  { engine: 'dataflow', storage: 'web' },
];
/** What people cannot read from a server that lists no folders. */
const NEEDS_A_LISTING: readonly Id[] = ['zarr2', 'zarr3', 'parquet'];

for (const place of PLACES)
  (programs ? describe : describe.skip)(
    `jobs on ${place.engine} that write to ${place.storage} (needs Python 3.11, Go and registries)`,
    () => {
      let number: number;
      const written = STORES.filter(([id]) => place.storage !== 'web' || !NEEDS_A_LISTING.includes(id));

      beforeAll(async () => {
        const bakeryId = `${place.engine}-${place.storage}`;
        number = await stage.contribute(bakeryId, {}, { bakeryId, recipeIds: IDS });
      }, 900_000);

      test.each(written.map((store) => [store[0], store] as const))(
        'a store %s is found, described, and opened by what is printed',
        (_id, store) => writeAndOpen(number, store, place),
        900_000,
      );
    },
  );
