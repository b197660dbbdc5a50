import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BakeryKind } from '@pangeo-forge/bakeries/bakery-kind';
import { BAKERY_KINDS } from '@pangeo-forge/bakeries/bakery-kinds';
import { createSilentClient } from '@pangeo-forge/bakeries/silent-client';
import type { RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

/** A kind that nobody has written: one declaration, and nothing else. */
const wireKind: BakeryKind = {
  name: 'wire',
  bakeryClass: /WireBakery$/,
  runnerExit: 'job_submitted',
  needsCloudPackages: false,
  secretFiles: () => ({ WIRE_TOKEN_FILE: 'a-token-of-the-wire' }),
  createClient: () => ({
    ...createSilentClient(),
    observe: async ({ jobName }) => ({
      outcome: 'observed',
      job: { name: jobName, id: 'wire-1', state: 'running', nativeState: 'UP', reason: null, metadata: {} },
    }),
  }),
};

const SUBMITTED = { submitted: { jobName: 'a', jobId: '1', recipe: 'recipe' } };
const BUCKET = { fsspec_class: 's3fs.S3FileSystem', fsspec_args: {}, root_path: 'bucket/{subpath}' };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bakery-kinds-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function bake(
  bakery_class: string,
  printed: Partial<RunnerResult> | (() => Promise<Partial<RunnerResult>>),
  TargetStorage = BUCKET,
) {
  const stage: SubmissionStage = await startSubmissionStage({
    file: { Bake: { bakery_class }, TargetStorage },
    kinds: [...BAKERY_KINDS, wireKind],
  });
  try {
    const run = await stage.dispatch();
    stage.setBake(() => (typeof printed === 'function' ? printed() : printed));
    await stage.attempt(run.id);
    await stage.inspect(run.id);
    return { run: await stage.stateOf(run.id), request: stage.requests[0] };
  } finally {
    await stage.stop();
  }
}

describe('a bakery whose class nobody here knows', () => {
  const disk = () => ({
    fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
    fsspec_args: {},
    root_path: path.join(folder, 'target', '{subpath}'),
  });

  test('that baked until the runner’s exit has ended then, and its dataset was opened', async () => {
    const store = path.join(folder, 'target', 'x.zarr');
    const writeStore = async () => {
      await mkdir(store, { recursive: true });
      await writeFile(path.join(store, '.zgroup'), '{"zarr_format":2}');
      return {};
    };
    const { run, request } = await bake('somebody.BlockingBakery', writeStore, disk());
    expect(run).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(request?.localOutputDirs).toEqual([path.join(folder, 'target')]);
  });

  test('that baked until the runner’s exit and wrote nothing has failed', async () => {
    const { run } = await bake('somebody.BlockingBakery', {}, disk());
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(run.reason).toContain('wrote nothing');
  });

  test('that submitted a job has a run that goes on', async () => {
    const { run } = await bake('somebody.SubmittingBakery', SUBMITTED);
    expect(run).toMatchObject({ status: 'in_progress' });
  });
});

test('a bake of this machine may write to a bucket', async () => {
  const { run, request } = await bake('pangeo_forge_runner.bakery.local.LocalDirectBakery', {});
  expect(run).toMatchObject({ status: 'completed', conclusion: 'success' });
  expect(request?.localOutputDirs).toEqual([]);
});

test('a new kind has its files in the bake, and its jobs are asked about', async () => {
  const { run, request } = await bake('somebody.WireBakery', SUBMITTED);
  expect(request?.secretFiles).toEqual({ WIRE_TOKEN_FILE: 'a-token-of-the-wire' });
  expect(run).toMatchObject({ status: 'in_progress', jobId: 'wire-1' });
});
