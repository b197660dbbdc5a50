import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import type { RunnerRequest } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { openFromFork, ourComments } from '../testing/pull-request-life.ts';
import { metaOf, targetRootOf } from '../testing/scripted-runner.ts';
import { createDrive, type Drive } from '../testing/drive.ts';

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0, publicUrl: '{root_path}' });
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

const ARRAY = {
  zarr_format: 2,
  shape: [400, 500],
  chunks: [400, 500],
  dtype: '<f8',
  compressor: null,
  fill_value: 0,
  order: 'C',
  filters: null,
};
const KEYS = {
  '.zgroup': { zarr_format: 2 },
  'sst/.zarray': ARRAY,
  'sst/.zattrs': { _ARRAY_DIMENSIONS: ['lat', 'lon'] },
};

async function writeFiles(request: RunnerRequest, files: Record<string, string>): Promise<object> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(targetRootOf(request), name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return {};
}

const asTexts = (prefix: string) =>
  Object.fromEntries(Object.entries(KEYS).map(([key, value]) => [`${prefix}${key}`, JSON.stringify(value)]));
const references = JSON.stringify({
  version: 1,
  refs: Object.fromEntries(Object.entries(KEYS).map(([key, value]) => [key, JSON.stringify(value)])),
});

async function outcomeOf(type: string, files: Record<string, string>): Promise<string> {
  const { recipes, ...meta } = metaOf('sst');
  stage.runner.expand = () => ({
    meta: { ...meta, recipes: recipes.map((recipe) => ({ ...recipe, dataset_type: type })) },
  });
  stage.runner.bake = (request) => writeFiles(request, files);
  const { number } = await openFromFork(stage, `of-${type}`);
  await drive.untilQuiet();
  await stage.github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  await drive.untilQuiet();
  expect(ourComments(stage, STAGED_RECIPES, number)).toHaveLength(1);
  return ourComments(stage, STAGED_RECIPES, number)[0] ?? '';
}

test.each([
  ['zarr', asTexts('store/'), '2 MB', /xr\.open_dataset\(\s*"\/.*\/store",\s*engine="zarr"/],
  ['kerchunk', { 'reference.json': references }, '2 MB', /reference\.json",\s*engine="kerchunk"/],
  ['parquet', { 'part.0.parquet': 'x'.repeat(3_000) }, '3 kB', /pd\.read_parquet\(\s*"\/.*\.parquet",?\s*\)/],
])(
  'the outcome of a %s recipe says how long it took, what it holds, and how to open it',
  async (type, files, size, code) => {
    const text = await outcomeOf(type, files);
    expect(text).toMatch(/^🎉 The test run of `sst` at \w{7} succeeded after \d+ s\. Its dataset holds /);
    expect(text).toContain(`Its dataset holds ${size}.`);
    expect(text).toMatch(code);
    expect(text.includes('/repr/xarray/')).toBe(type !== 'parquet');
  },
);

test('a run that took too long says so in words', async () => {
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  stage.runner.bake = () => ({ outcome: 'timed_out', exitCode: null, reason: 'It took longer than 24 hours.' });
  const { number } = await openFromFork(stage, 'slow');
  await drive.untilQuiet();
  await stage.github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  await drive.untilQuiet();
  expect(ourComments(stage, STAGED_RECIPES, number)[0]).toMatch(
    /^😕 The test run of `sst` at \w{7} \*\*timed out\*\*.*: It took longer than 24 hours\./,
  );
});
