import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensurePrism } from '@pangeo-forge/runner-environment/ensure-prism';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { execa } from 'execa';
import { type CollectOptions, collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { realRunner } from '../../test/real-runner.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const rootDir = join(import.meta.dirname, '../../../../.local/runner');
const LINES = ['0.10', '0.9'] as const;
const runners = { '0.10': await realRunner('0.10'), '0.9': await realRunner('0.9') };
const prism = await ensurePrism({ rootDir, environment: process.env }).catch((error: unknown) => {
  if (error instanceof RunnerEnvironmentError) return null;
  throw error;
});
const RECIPE = 'sea-surface-temperature';
const PRISM = 'pangeo_forge_prism.PrismBakery';
const DIRECT = 'pangeo_forge_runner.bakery.local.LocalDirectBakery';

let directory: string;
let sources: NetcdfServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'prism-test-'));
  sources = await startNetcdfServer();
});
afterAll(async () => {
  await sources.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Command lines of this machine that run the executable. */
async function running(executable: string): Promise<string[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(numbers.map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.startsWith(executable));
}

for (const line of LINES)
  for (const name of ['process', 'bubblewrap'] as const) {
    const real = runners[line];
    const sandbox = (await sandboxHere(name))?.sandbox;
    const describeIf = real && sandbox && prism ? describe : describe.skip;
    describeIf(`a bakery on Prism, runner ${line} in the sandbox ${name} (needs Go)`, () => {
      interface Change extends Partial<RunnerRequest> {
        recipe?: (text: string) => string;
        options?: CollectOptions;
        section?: object;
      }
      let count = 0;

      async function bake(bakery: string, { recipe, options, section = {}, ...change }: Change = {}) {
        const out = join(directory, `${name}-${line}-${(count += 1)}`);
        const files = await recipeFiles(RECIPE, { sourceUrl: sources.url, bakeryId: 'local' });
        const text = recipe ? recipe(files['recipe.py'] ?? '') : files['recipe.py'];
        const repository = await makeFeedstockRepository(inFeedstock({ ...files, 'recipe.py': text ?? '' }));
        const runner = createPangeoForgeRunner({
          program: real!.program,
          sandbox: sandbox!,
          foldersDir: join(directory, 'invocations'),
          systemPath: process.env['PATH'] ?? '',
          prism: async () => prism!,
          // a proxy that does not answer: what listens on this machine is reached without it
          networkEnvironment: { http_proxy: 'http://127.0.0.1:9' },
        });
        const request: RunnerRequest = {
          kind: 'bake',
          invocationId: '1',
          repoUrl: repository.url,
          ref: repository.sha,
          recipeId: RECIPE,
          jobName: 'a1',
          localOutputDirs: [out],
          config: {
            Bake: { bakery_class: bakery },
            TargetStorage: {
              fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
              fsspec_args: { auto_mkdir: true },
              root_path: join(out, '{job_name}'),
            },
            PrismBakery: section,
          },
          ...change,
        };
        try {
          return {
            store: join(out, 'a1', 'sea-surface-temperature.zarr'),
            ...(await collectRun(runner, request, options)),
          };
        } finally {
          await repository.remove();
        }
      }

      const compare = async (first: string, second: string) => {
        const open = (store: string) => `xarray.open_zarr(${JSON.stringify(store)}, consolidated=False).load()`;
        const script = `import xarray; a = ${open(first)}; b = ${open(second)}; print(a.identical(b), dict(a.sizes)["time"])`;
        return (await execa(real!.python, ['-c', script])).stdout;
      };

      test('writes what Beam’s direct runner writes, pruned and in full', async () => {
        for (const [prune, steps] of [
          [true, 2],
          [false, 6],
        ] as const) {
          const result = await bake(PRISM, { prune });
          expect({ outcome: result.outcome, reason: result.reason, tail: result.output.slice(-2000) }).toMatchObject({
            outcome: 'succeeded',
            reason: null,
          });
          const direct = await bake(DIRECT, { prune });
          expect(await compare(result.store, direct.store)).toBe(`True ${steps}`);
        }
        expect(await running(prism!)).toEqual([]);
      });

      test('a step that raises fails the bake, with the recipe’s own line', async () => {
        const failing = (text: string) =>
          `${text}\n\ndef fail(item):\n    raise KeyError("depth")\n\nrecipe = beam.Create(dict(a=1).items()) | beam.Map(fail)\n`;
        const onPrism = await bake(PRISM, { recipe: failing });
        expect(onPrism).toMatchObject({ outcome: 'failed', fault: 'author' });
        expect(onPrism.reason).toMatch(/recipe\.py, line \d+: KeyError: .depth./);
        const direct = await bake(DIRECT, { recipe: failing });
        expect(onPrism.reason?.replaceAll('"', "'")).toBe(direct.reason?.replaceAll('"', "'"));
      });

      test('ends with everything that it started when it is cancelled', async () => {
        const sleeping = (text: string) =>
          `${text}\n\ndef sleep(item):\n    import sys, time\n    print("asleep", file=sys.stderr, flush=True)\n    time.sleep(3600)\n\nrecipe = beam.Create(dict(a=1).items()) | beam.Map(sleep)\n`;
        const controller = new AbortController();
        const onLine = ({ text }: { text: string }) => void (text.includes('asleep') && controller.abort());
        const result = await bake(PRISM, { recipe: sleeping, options: { signal: controller.signal, onLine } });
        expect(result).toMatchObject({ outcome: 'cancelled' });
        expect(await running(prism!)).toEqual([]);
      });

      test('has the executable that its file names', async () => {
        const missing = await bake(PRISM, { section: { prism_location: '/nowhere/prism' }, prune: true });
        expect(missing.outcome).toBe('failed');
        expect(missing.reason).toContain('/nowhere/prism');
      });
    });
  }

test('a machine without Go says what to install', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'prism-nowhere-'));
  const environment = { ...process.env, PATH: (process.env['PATH'] ?? '').replaceAll('/usr/local/go/bin', empty) };
  try {
    await expect(ensurePrism({ rootDir: empty, environment })).rejects.toThrow(
      /^Prism 2\.61\.0 is not installed and could not be built: there is no Go on PATH\. Install Go/,
    );
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
});
