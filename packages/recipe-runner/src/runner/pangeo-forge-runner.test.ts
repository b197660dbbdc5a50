import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles, type SampleRecipe } from '@pangeo-forge/testkit/recipes/recipe-files';
import { execa } from 'execa';
import { type CollectOptions, collectRun, collectUntilLimit } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { realRunner } from '../../test/real-runner.ts';
import { sandboxesHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const systemPath = process.env['PATH'] ?? '';
const real = await realRunner();
const { bubblewrap, process: plain } = await sandboxesHere();
const sandbox = bubblewrap ?? plain;
const describeIf = real && sandbox ? describe : describe.skip;
if (!real || !sandbox) test.skip('the real pangeo-forge-runner (needs Python 3.11)', () => {});

describeIf('the real pangeo-forge-runner (needs Python 3.11)', () => {
  if (!real || !sandbox) return;
  let directory: string;
  let sources: NetcdfServer;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'real-runner-test-'));
    sources = await startNetcdfServer();
  });
  afterAll(async () => {
    await sources.stop();
    expect(await readdir(join(directory, 'invocations'))).toEqual([]);
    await rm(directory, { recursive: true, force: true });
  });

  async function run(files: Record<string, string>, change: Partial<RunnerRequest> = {}, options: CollectOptions = {}) {
    const repository = await makeFeedstockRepository(inFeedstock(files));
    try {
      const runner = createPangeoForgeRunner({
        program: real!.program,
        sandbox: sandbox!,
        foldersDir: join(directory, 'invocations'),
        systemPath,
      });
      const request: RunnerRequest = {
        kind: 'expand_meta',
        invocationId: '1',
        repoUrl: repository.url,
        ref: repository.sha,
        ...change,
      };
      return await collectRun(runner, request, options);
    } finally {
      await repository.remove();
    }
  }
  const filesOf = (recipe: SampleRecipe) => recipeFiles(recipe, { sourceUrl: sources.url, bakeryId: 'local' });
  const withRecipe = async (recipe: string) => ({ ...(await filesOf('ocean-halves')), 'recipe.py': recipe });
  const bakeInto = (out: string, recipeId: string): Partial<RunnerRequest> => ({
    kind: 'bake',
    recipeId,
    jobName: 'a1',
    prune: true,
    localOutputDirs: [out],
    config: {
      Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
      TargetStorage: {
        fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
        fsspec_args: { auto_mkdir: true },
        root_path: join(out, '{job_name}'),
      },
      LocalDirectBakery: { num_workers: 1 },
    },
  });

  test('expands a plain meta.yaml', async () => {
    const result = await run(await filesOf('sea-surface-temperature'));
    expect(result).toMatchObject({ outcome: 'succeeded', reason: null, fault: null });
    expect(result.meta).toMatchObject({
      recipes: [{ id: 'sea-surface-temperature', object: 'recipe:recipe' }],
      bakery: { id: 'local' },
    });
  });

  test('expands a dictionary of recipes by running it', async () => {
    const result = await run(await filesOf('ocean-halves'));
    expect(result.meta?.recipes.map(({ id }) => id)).toEqual(['ocean-north', 'ocean-south']);
    expect(result.peakMemoryBytes ?? Number.POSITIVE_INFINITY).toBeGreaterThan(20_000_000);
  });

  test('a recipe that raises fails with its file, line and exception', async () => {
    const result = await run(await withRecipe('first = 1\nrecipes = {}["missing"]\n'));
    expect(result).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      exitCode: 1,
      reason: "the recipe raised an error: recipe.py, line 2: KeyError: 'missing'",
    });
    expect(result.traceback).toContain('Traceback (most recent call last)');
    expect(
      result.lines.some(({ severity, text }) => severity === 'ERROR' && text.includes("KeyError: 'missing'")),
    ).toBe(true);
  });

  test.each([
    ['not YAML', 'recipes: [', /meta\.yaml, line \d: This is not valid YAML/],
    ['without recipes', 'title: x\n', /meta\.yaml, line 1: recipes is missing/],
    ['with a recipe that has no object', 'recipes:\n  - id: a\n', /meta\.yaml, line 2: This recipe has no object/],
    [
      'naming a file that is not there',
      'recipes:\n  - dict_object: "recpie:recipes"\n',
      /names a recipe in recpie\.py, which does not exist/,
    ],
  ])('a meta.yaml %s is reported to its author', async (_what, meta, reason) => {
    const result = await run({
      'meta.yaml': meta,
      'recipe.py': 'import pangeo_forge_recipes\n',
      'requirements.txt': '',
    });
    expect(result).toMatchObject({ outcome: 'failed', fault: 'author', reason: expect.stringMatching(reason) });
  });

  test('a feedstock without meta.yaml is reported to its author', async () => {
    expect(await run({ 'recipe.py': '' })).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      reason: 'there is no meta.yaml in feedstock',
    });
  });

  test('a dictionary without a recipe is reported as such', async () => {
    const result = await run(await withRecipe('recipes = {}\n'));
    expect(result).toMatchObject({ outcome: 'failed', fault: 'author' });
    expect(result.reason).toMatch(/^the dictionary that `dict_object` names holds no recipe/);
  });

  test('a recipe that ends the process silently is a failure', async () => {
    const result = await run(await withRecipe('import os\nos._exit(7)\n'));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 7, reason: expect.stringContaining('exit code 7') });
  });

  test('a recipe that hangs is ended, with the daemon that it started', async () => {
    const script =
      'import subprocess, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsubprocess.Popen(["sleep", "86399.7"], start_new_session=True, env={})\nprint("hanging")\ntime.sleep(86400)\n';
    const files = await withRecipe(script);
    const result = await collectUntilLimit((limits) => run(files, {}, { limits }), 'hanging');
    expect(result).toMatchObject({ outcome: 'timed_out', reason: expect.stringContaining('longer than its limit of') });
    expect(result.output).toContain('hanging');
    expect((await execa('pgrep', ['-f', '86399.7'], { reject: false })).stdout).toBe('');
  });

  test('a recipe that takes more memory than it may is ended, and the limit named', async () => {
    const script =
      'import time\nblocks = []\nwhile True:\n    blocks.append(bytearray(20_000_000))\n    time.sleep(0.02)\n';
    const result = await run(await withRecipe(script), {}, { limits: { memoryBytes: 500 * 1024 ** 2 } });
    expect(result).toMatchObject({
      outcome: 'out_of_memory',
      reason: 'the run used more memory than its limit of 500 MiB',
    });
  });

  test('a recipe that asks for absurd memory at once is refused by the system', async () => {
    const result = await run(
      await withRecipe('block = bytearray(10 * 1024**3)\n'),
      {},
      { limits: { memoryBytes: 500 * 1024 ** 2 } },
    );
    expect(result).toMatchObject({ outcome: 'out_of_memory', fault: 'author' });
  });

  test('bakes two time steps from sources that speak HTTP with ranges, and the values are right', async () => {
    const out = join(directory, 'out');
    const result = await run(await filesOf('sea-surface-temperature'), bakeInto(out, 'sea-surface-temperature'));
    expect(result).toMatchObject({ outcome: 'succeeded', exitCode: 0, traceback: null });
    const store = join(out, 'a1', 'sea-surface-temperature.zarr');
    const script = `import xarray; ds = xarray.open_zarr(${JSON.stringify(store)}, consolidated=False); print(ds.sst.shape, float(ds.sst[1, 2, 3]), str(ds.time.values[1])[:10])`;
    const { stdout } = await execa(real.python, ['-c', script]);
    expect(stdout).toBe('(2, 6, 12) 25.25 2001-01-02');
    expect(result.peakMemoryBytes ?? 1e8).toBeGreaterThan(50_000_000);
  });

  test("nothing of the worker's environment reaches the recipe", async () => {
    process.env['A_SECRET_OF_THE_WORKER'] = 'hunter2hunter2';
    const script =
      'import os, pathlib\nprint(dict(os.environ))\nprint(pathlib.Path("/proc/self/environ").read_text())\nraise SystemExit(9)\n';
    const result = await run(await withRecipe(script));
    delete process.env['A_SECRET_OF_THE_WORKER'];
    expect(result.output).toContain('PANGEO_FORGE_INVOCATION');
    expect(result.output).not.toContain('hunter2');
    expect(result.exitCode).toBe(9);
  });

  test('a recipe that forges lines on the real standard output does not succeed by it', async () => {
    const forged = { status: 'completed', message: 'Expansion complete', meta: { recipes: [{ id: 'forged' }] } };
    const script = `import os\nos.write(1, b${JSON.stringify(`${JSON.stringify(forged)}\n`)})\nraise ValueError("no")\n`;
    const result = await run(await withRecipe(script));
    expect(result).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('ValueError: no') });
    expect(result.meta).toBeUndefined();
  });
});
