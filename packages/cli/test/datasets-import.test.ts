import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from './run-command.ts';
import { type Stage, startRun, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await startRun(stage, 'sst'); // makes the bakery "local" known
});
afterAll(() => stage.stop());

const CATALOG = `"ncviewjs:meta_yaml_url": "https://github.com/somebody/waves_feedstock/blob/main/feedstock/meta.yaml"
tags:
  - ocean
stores:
  - id: height
    name: Their height
    url: "'gs://bucket/height.zarr'"
  - id: period
    url: https://data.example.org/period.json
    xarray_open_kwargs:
      engine: kerchunk
`;

async function importCatalog(content: string, ...options: string[]) {
  await writeFile(path.join(stage.folder, 'catalog.yaml'), content);
  const line = ['datasets', 'import', 'catalog.yaml', '--bakery', 'local', '--json', ...options];
  return runCommand(line, { cwd: stage.folder, variables: stage.variables });
}

async function runsOf(feedstock: string): Promise<unknown[]> {
  const line = ['runs', 'list', '--feedstock', feedstock, '--json'];
  return JSON.parse((await runCommand(line, { cwd: stage.folder, variables: stage.variables })).stdout) as unknown[];
}

test('each store of a catalogue is a dataset of its feedstock, once', async () => {
  const first = await importCatalog(CATALOG);
  expect({ exitCode: first.exitCode, stderr: first.stderr }).toEqual({ exitCode: 0, stderr: '' });
  const runs = await runsOf('somebody/waves_feedstock');
  const isDone = { status: 'completed', conclusion: 'success', is_test: false };
  expect(runs).toMatchObject([
    {
      ...isDone,
      recipe_id: 'period',
      dataset_type: 'kerchunk',
      dataset_public_url: 'https://data.example.org/period.json',
    },
    { ...isDone, recipe_id: 'height', dataset_type: 'zarr', dataset_public_url: 'gs://bucket/height.zarr' },
  ]);
  const again = JSON.parse((await importCatalog(CATALOG)).stdout) as { datasets: Array<{ added: boolean }> };
  expect(again.datasets.map(({ added }) => added)).toEqual([false, false]);
  expect(await runsOf('somebody/waves_feedstock')).toEqual(runs);
});

test('a catalogue that names no repository needs the feedstock', async () => {
  const catalog = 'stores:\n  - id: waves\n    url: gs://bucket/waves.zarr\n';
  expect((await importCatalog(catalog)).stderr).toContain('say which with --feedstock owner/name');
  expect((await importCatalog(catalog, '--feedstock', 'somebody/other')).exitCode).toBe(0);
  expect(await runsOf('somebody/other')).toHaveLength(1);
});

test.each([
  ['stores: []\n', 'cannot be read'],
  ['stores: [\n', 'cannot be read'],
  ['stores:\n  - id: waves\n', 'url'],
])('%j is refused', async (content, message) => {
  const { exitCode, stderr } = await importCatalog(content);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(message);
});
