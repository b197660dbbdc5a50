import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { parse } from 'yaml';
import { runCommand } from './run-command.ts';

const python = await findExecutable('python3', process.env['PATH'] ?? '');
const testOfPython = python ? test : test.skip;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bakeries-import-'));
  await mkdir(path.join(folder, 'bakeries'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function importFile(name: string, content: string) {
  await writeFile(path.join(folder, name), content);
  const outcome = await runCommand(['bakeries', 'import', name], {
    cwd: folder,
    variables: { PANGEO_FORGE_CONFIG_DIR: folder, PANGEO_FORGE_DEPLOYMENT: 'pangeo-forge' },
  });
  const [written] = await readdir(path.join(folder, 'bakeries'));
  const text = written === undefined ? '' : await readFile(path.join(folder, 'bakeries', written), 'utf8');
  return { ...outcome, written, text, file: parse(text) as unknown };
}

/** As configurations of GitHub Actions are written. */
const CONFIG = `import os
name = os.environ["GITHUB_REPOSITORY"].split("/")[-1]
bucket = os.getenv("SCRATCH", "gs://scratch")
open("executed", "w").close()

c.Bake.prune = True
c.DataflowBakery.project_id = "a-project"
c.DataflowBakery.max_num_workers = 8
c.DataflowBakery.temp_gcs_location = f"gs://scratch/temp/{name}"
c.TargetStorage.fsspec_class = "s3fs.S3FileSystem"
c.TargetStorage.fsspec_args = dict(key=os.environ["STORE_KEY"], secret="a-secret-in-the-file", client_kwargs={"endpoint_url": "https://objects.example.org"})
c.TargetStorage.root_path = "datasets/" + name + f"/{{job_name}}"
c.InputCacheStorage.fsspec_class = "gcsfs.GCSFileSystem"
c.InputCacheStorage.root_path = bucket + "/cache"
c.TargetStore.root_path = "a/mistake"
c.DataflowBakery.labels = read_labels()
`;

testOfPython('a config.py becomes a bakery’s file, and nothing of it is executed', async () => {
  const { exitCode, written, file } = await importFile('dataflow.py', CONFIG);
  expect({ exitCode, written }).toEqual({ exitCode: 0, written: 'dataflow.pangeo-forge.yaml' });
  expect(file).toEqual({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
    DataflowBakery: { project_id: 'a-project', max_num_workers: 8, temp_gcs_location: 'gs://scratch/temp' },
    TargetStorage: {
      fsspec_class: 's3fs.S3FileSystem',
      fsspec_args: { client_kwargs: { endpoint_url: 'https://objects.example.org' } },
      root_path: 'datasets/{subpath}',
    },
    InputCacheStorage: { fsspec_class: 'gcsfs.GCSFileSystem', root_path: '{env:SCRATCH}/cache' },
  });
  expect((await readdir(folder)).includes('executed')).toBe(false);
});

testOfPython('secrets are neither copied nor printed, and each other change is listed', async () => {
  const { stdout, text } = await importFile('dataflow.py', CONFIG);
  expect(stdout + text).not.toContain('a-secret-in-the-file');
  for (const line of [
    'TargetStorage.fsspec_args.key belongs into secrets/bakery-args.dataflow.yaml: the variable STORE_KEY',
    'TargetStorage.fsspec_args.secret belongs into secrets/bakery-args.dataflow.yaml: its value in the file',
    'Bake.prune was left out: test runs are pruned, others are not',
    'TargetStore was left out: the runner has no such section; it may have been meant as TargetStorage',
    'line 16: DataflowBakery.labels is known only when the file is executed',
    'InputCacheStorage.root_path came from the variable SCRATCH',
    'TargetStorage.public_url is missing',
  ])
    expect(stdout).toContain(line);
});

test('JSON of the action becomes the same, without Python', async () => {
  const { exitCode, file, stdout } = await importFile(
    'inline.json',
    JSON.stringify({
      BaseCommand: { 'feedstock-subdir': 'recipes' },
      Bake: { prune: true, bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
      TargetStorage: { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: '/data/{job_name}/x' },
    }),
  );
  expect(exitCode).toBe(0);
  expect(file).toMatchObject({ TargetStorage: { root_path: '/data/{subpath}' } });
  expect(stdout).toContain('BaseCommand.feedstock-subdir (recipes) was left out');
});

test.each([
  ['broken.json', '{', 'broken.json cannot be read'],
  ['list.json', '[1]', 'it is not an object of sections'],
  ['empty.json', '{}', 'does not make a bakery'],
])('%s is refused, and nothing is written', async (name, content, message) => {
  const { exitCode, stderr, written } = await importFile(name, content);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(message);
  expect(written).toBeUndefined();
});

testOfPython('a config.py with an error is refused with its line', async () => {
  expect((await importFile('broken.py', 'c.Bake.prune = \n')).stderr).toMatch(/broken\.py cannot be read: line 1/);
});

test('a bakery’s file that is there stays', async () => {
  const json = JSON.stringify({ TargetStorage: { fsspec_class: 'a.B', root_path: '/data' } });
  await importFile('twice.json', json);
  const again = await importFile('twice.json', json);
  expect(again.exitCode).not.toBe(0);
  expect(again.stderr).toContain('exists; choose another --name');
});
