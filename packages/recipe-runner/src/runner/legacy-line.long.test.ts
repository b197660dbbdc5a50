import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { execa } from 'execa';
import { collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { realRunner } from '../../test/real-runner.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const real = await realRunner('0.8');
const NAMES = ['process', 'bubblewrap'] as const;

let directory: string;
let sources: NetcdfServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'legacy-line-test-'));
  sources = await startNetcdfServer();
});
afterAll(async () => {
  await sources.stop();
  await rm(directory, { recursive: true, force: true });
});

/** As recipes were written before pangeo-forge-recipes 0.10. */
const recipeOf = (kind: string, last: string) => `
import pandas as pd
from pangeo_forge_recipes.patterns import ConcatDim, FilePattern
from pangeo_forge_recipes.recipes import ${kind}

dates = pd.date_range("2001-01-01", "2001-01-03", freq="D")

def make_url(time):
    return f"${sources.url}/sst/{time:%Y-%m-%d}.nc"

pattern = FilePattern(make_url, ConcatDim("time", dates, nitems_per_file=1))
${last}
`;
const ZARR = () => recipeOf('XarrayZarrRecipe', 'recipe = XarrayZarrRecipe(pattern, inputs_per_chunk=1)');
const REFERENCES = () => recipeOf('HDFReferenceRecipe', 'recipe = HDFReferenceRecipe(pattern)');
const DICTIONARY = () =>
  recipeOf('XarrayZarrRecipe', 'recipes = {"first": XarrayZarrRecipe(pattern), "second": XarrayZarrRecipe(pattern)}');
const META = 'title: Old\nrecipes:\n  - id: first\n    object: "recipe:recipe"\nbakery:\n  id: local\n';
const MAPPING = 'title: Old\nrecipes:\n  dict_object: "recipe:recipes"\nbakery:\n  id: local\n';
const LIST = 'title: Old\nrecipes:\n  - dict_object: "recipe:recipes"\nbakery:\n  id: local\n';

for (const name of NAMES) {
  const sandbox = (await sandboxHere(name))?.sandbox;
  const describeIf = real && sandbox ? describe : describe.skip;
  describeIf(`pangeo-forge-runner 0.8 in the sandbox ${name}`, () => {
    async function run(files: Record<string, string>, change: Partial<RunnerRequest>) {
      const repository = await makeFeedstockRepository(inFeedstock(files));
      const runner = createPangeoForgeRunner({
        program: real!.program,
        sandbox: sandbox!,
        foldersDir: join(directory, 'invocations'),
        systemPath: process.env['PATH'] ?? '',
      });
      const { url: repoUrl, sha: ref } = repository;
      const request: RunnerRequest = { kind: 'expand_meta', invocationId: '1', repoUrl, ref, ...change };
      return collectRun(runner, request).finally(() => void repository.remove());
    }
    const bakeInto = (out: string, prune: boolean, recipeId = 'first'): Partial<RunnerRequest> => {
      const storage = (root: string) => ({
        fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
        fsspec_args: { auto_mkdir: true },
        root_path: root,
      });
      return {
        kind: 'bake',
        recipeId,
        jobName: 'a1',
        prune,
        localOutputDirs: [out],
        config: {
          Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
          TargetStorage: storage(join(out, 'store')),
          InputCacheStorage: storage(join(out, 'cache')),
          LocalDirectBakery: { num_workers: 1 },
        },
      };
    };
    const read = async (opened: string) => {
      const script = `import xarray; ds = ${opened}; print(ds.sst.shape, float(ds.sst[1, 2, 3]))`;
      return (await execa(real!.python, ['-c', script])).stdout;
    };

    test.each([
      [true, '(2, 6, 12) 25.25'],
      [false, '(3, 6, 12) 25.25'],
    ])('bakes an XarrayZarrRecipe without a requirements.txt, pruned: %s', async (prune, expected) => {
      const out = join(directory, `zarr-${name}-${prune}`);
      const result = await run({ 'meta.yaml': META, 'recipe.py': ZARR() }, bakeInto(out, prune));
      expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
      expect(await read(`xarray.open_zarr(${JSON.stringify(join(out, 'store'))})`)).toBe(expected);
    });

    test('bakes an HDFReferenceRecipe where the bakery names no metadata cache', async () => {
      const out = join(directory, `references-${name}`);
      const result = await run({ 'meta.yaml': META, 'recipe.py': REFERENCES() }, bakeInto(out, false));
      expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
      const reference = JSON.stringify(join(out, 'store', 'reference.json'));
      const options = `backend_kwargs=dict(consolidated=False, storage_options=dict(fo=${reference}, remote_protocol="http"))`;
      expect(await read(`xarray.open_dataset("reference://", engine="zarr", ${options})`)).toBe('(3, 6, 12) 25.25');
    });

    test.each([
      ['a mapping', MAPPING],
      ['a list, as newer lines want it', LIST],
    ])('reads a dictionary of recipes from %s, and bakes one of them', async (what, meta) => {
      const files = { 'meta.yaml': meta, 'recipe.py': DICTIONARY() };
      const expanded = await run(files, {});
      expect(expanded.meta?.recipes.map(({ id }) => id)).toEqual(['first', 'second']);
      const out = join(directory, `${what.length}-${name}`);
      const result = await run(files, bakeInto(out, true, 'second'));
      expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
    });

    test('a recipe that is none fails, and nothing runs', async () => {
      const files = { 'meta.yaml': META, 'recipe.py': 'recipe = {"a": 1}\n' };
      const result = await run(files, bakeInto(join(directory, `none-${name}`), true));
      expect(result).toMatchObject({ outcome: 'failed', fault: 'author' });
    });
  });
}
