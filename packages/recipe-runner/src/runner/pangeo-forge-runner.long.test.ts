import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles, type SampleRecipe } from '@pangeo-forge/testkit/recipes/recipe-files';
import { execa } from 'execa';
import { collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { realRunner } from '../../test/real-runner.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const systemPath = process.env['PATH'] ?? '';
/** A package index is not asked: what is missing cannot be had. */
const NO_INDEX = { PIP_NO_INDEX: '1' };
const LINES = ['0.10', '0.9'] as const;
const runners = { '0.10': await realRunner('0.10'), '0.9': await realRunner('0.9') };
const NAMES = ['process', 'bubblewrap', 'docker'] as const;
const choices = Object.fromEntries(
  await Promise.all(NAMES.map(async (name) => [name, await sandboxHere(name)] as const)),
);

let directory: string;
let sources: NetcdfServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'real-runner-long-test-'));
  sources = await startNetcdfServer();
});
afterAll(async () => {
  await sources.stop();
  await rm(directory, { recursive: true, force: true });
});

const filesOf = (recipe: SampleRecipe) => recipeFiles(recipe, { sourceUrl: sources.url, bakeryId: 'local' });

for (const line of LINES) {
  for (const name of NAMES) {
    const real = runners[line];
    const { sandbox, imagePrograms } = choices[name] ?? {};
    // The image is the one of the default line.
    const describeIf = real && sandbox && !(imagePrograms && line === '0.9') ? describe : describe.skip;
    describeIf(`pangeo-forge-runner ${line} in the sandbox ${name}`, () => {
      if (!real || !sandbox) return;

      async function run(files: Record<string, string>, change: Partial<RunnerRequest>) {
        const repository = await makeFeedstockRepository(inFeedstock(files));
        const foldersDir = join(directory, 'invocations');
        try {
          const runner = createPangeoForgeRunner({
            program: imagePrograms ?? real!.program,
            sandbox: sandbox!,
            foldersDir,
            systemPath,
            networkEnvironment: NO_INDEX,
          });
          const request: RunnerRequest = {
            kind: 'expand_meta',
            invocationId: '1',
            repoUrl: repository.url,
            ref: repository.sha,
            ...change,
          };
          return await collectRun(runner, request);
        } finally {
          await repository.remove();
          expect(await readdir(foldersDir)).toEqual([]);
        }
      }
      const bakeInto = (out: string, recipeId: string): Partial<RunnerRequest> => ({
        kind: 'bake',
        recipeId,
        jobName: 'a1',
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

      test('expands, and keeps the fields that this line drops', async () => {
        const result = await run(await filesOf('ocean-halves'), {});
        expect(result.meta).toMatchObject({
          bakery: { id: 'local' },
          recipes: [{ id: 'ocean-north' }, { id: 'ocean-south' }],
        });
      });

      test('bakes one recipe of a dictionary, unpruned', async () => {
        const out = join(directory, `unpruned-${line}-${name}`);
        expect(await run(await filesOf('ocean-halves'), bakeInto(out, 'ocean-south'))).toMatchObject({
          outcome: 'succeeded',
        });
        const script = `import xarray; ds = xarray.open_zarr(${JSON.stringify(join(out, 'a1'))}, consolidated=False); print(ds.sst.shape, ds.lat.values.max())`;
        expect((await execa(real.python, ['-c', script])).stdout).toBe('(3, 3, 12) -15.0');
      });

      test('a source that is not there fails the bake, with the source in the reason or the log', async () => {
        const files = await filesOf('sea-surface-temperature');
        const broken = { ...files, 'recipe.py': files['recipe.py']?.replaceAll('/sst/', '/no-such-place/') ?? '' };
        const result = await run(
          broken,
          bakeInto(join(directory, `broken-${line}-${name}`), 'sea-surface-temperature'),
        );
        expect(result).toMatchObject({ outcome: 'failed', fault: 'unknown' });
        expect(result.reason).toMatch(/answered 404 \(not found\) for \S+no-such-place/);
      });

      test('a recipe id that meta.yaml does not have is reported with those that it has', async () => {
        const result = await run(
          await filesOf('ocean-halves'),
          bakeInto(join(directory, `unknown-${line}-${name}`), 'ocean-west'),
        );
        expect(result.reason).toBe("meta.yaml has no recipe ocean-west; it has ['ocean-north', 'ocean-south']");
      });

      // The 0.9 line ignores requirements.txt for a local bake.
      (line === '0.9' ? test.skip : test).each([
        [
          'a requirement that the environment meets costs nothing',
          'pangeo-forge-recipes>=0.10\nxarray\n',
          'succeeded',
          null,
        ],
        [
          'a requirement that cannot be installed is reported to the author',
          'no-such-package-of-pangeo-forge==1.0\n',
          'failed',
          /no-such-package-of-pangeo-forge/,
        ],
      ])('%s', async (_what, requirements, outcome, reason) => {
        const files = { ...(await filesOf('sea-surface-temperature')), 'requirements.txt': requirements };
        const result = await run(files, {
          ...bakeInto(join(directory, `requirements-${name}`), 'sea-surface-temperature'),
          prune: true,
        });
        expect(result.outcome).toBe(outcome);
        if (reason) expect(result.reason).toMatch(reason);
      });
    });
  }
}
