import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import type { RecipeRunner } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import type { RunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { execa } from 'execa';
import { type Feedstock, makeFeedstock } from './make-feedstock.ts';

export interface EngineBake {
  recipe: string;
  engine: string;
  seconds: number;
  /** Of the runner and all that it started. */
  processorSeconds: number;
  peakMegabytes: number | null;
  /** Of all values of the dataset. */
  checksum: string;
}

export interface EngineRecipe {
  /** Of its folders. */
  key: string;
  name: string;
  files: number;
  /** Of each input file, uncompressed. */
  megabytes: number;
  /** Of work on each file, beside reading and writing it. */
  processorSeconds: number;
  prune: boolean;
}

interface MeasureEnginesOptions {
  environment: RunnerEnvironment;
  /** The executable; null where it cannot be had. */
  prism: string | null;
  recipes: readonly EngineRecipe[];
  rounds: number;
  log: (message: string) => void;
}

const DIRECT = 'pangeo_forge_runner.bakery.local.LocalDirectBakery';
const LIMITS = { wallTimeMs: 20 * 60_000, outputBytes: 256 * 1024 * 1024 };

/** The same recipes on each engine of this machine, in turns; what each takes, and what it wrote. */
export async function measureEngines(options: MeasureEnginesOptions): Promise<EngineBake[]> {
  const { environment, prism, recipes, rounds, log } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-engines-'));
  try {
    const systemPath = process.env['PATH'] ?? '';
    const { sandbox } = await chooseSandbox({
      // other sandboxes keep what their processes used to themselves
      requested: 'process',
      deployment: 'pforge-local-bench',
      searchPath: systemPath,
    });
    const runner = createPangeoForgeRunner({
      program: { ...(await describeRunner(environment.executable, systemPath)), line: '0.10' },
      sandbox,
      foldersDir: path.join(folder, 'invocations'),
      systemPath,
      ...(prism === null ? {} : { prism: async () => prism }),
    });
    const bakes: EngineBake[] = [];
    for (const recipe of recipes) {
      await makeInputs(environment, folder, recipe);
      const feedstock = await makeFeedstock(folder, recipe.key, undefined, {
        'recipe.py': recipeText(folder, recipe),
      });
      for (let round = 0; round < rounds; round++)
        for (const [engine, sections] of Object.entries(enginesOf(prism !== null))) {
          log(`${recipe.name} on ${engine}, round ${round + 1}`);
          const made = await bake(runner, { feedstock, recipe, sections, folder, round });
          const checksum = await checksumOf(environment, made.store);
          bakes.push({ recipe: recipe.name, engine, ...made.measured, checksum });
          await rm(made.store, { recursive: true, force: true });
        }
    }
    return bakes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function enginesOf(withPrism: boolean): Record<string, Record<string, object>> {
  const direct = (mode: string, num_workers: number) => ({
    Bake: { bakery_class: DIRECT },
    LocalDirectBakery: { direct_running_mode: mode, num_workers },
  });
  return {
    in_memory: direct('in_memory', 1),
    multi_threading: direct('multi_threading', 0),
    multi_processing: direct('multi_processing', 0),
    ...(withPrism ? { Prism: { Bake: { bakery_class: 'pangeo_forge_prism.PrismBakery' } } } : {}),
  };
}

interface OneBake {
  feedstock: Feedstock;
  recipe: EngineRecipe;
  sections: Record<string, object>;
  folder: string;
  round: number;
}

async function bake(runner: RecipeRunner, { feedstock, recipe, sections, folder, round }: OneBake) {
  const out = path.join(folder, 'out');
  const before = await processorSecondsOfChildren();
  const result = await runner.run(
    {
      kind: 'bake',
      invocationId: `engine-${round}`,
      repoUrl: feedstock.url,
      ref: feedstock.sha,
      recipeId: 'sea-surface-temperature',
      jobName: 'bench',
      prune: recipe.prune,
      config: {
        ...sections,
        TargetStorage: {
          fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
          fsspec_args: { auto_mkdir: true },
          root_path: out,
        },
      },
      // the sandbox shows nothing else of this machine
      localOutputDirs: [out, inputsOf(folder, recipe)],
    },
    { onLine: () => {}, signal: new AbortController().signal, limits: LIMITS },
  );
  if (result.outcome !== 'succeeded') throw new Error(`the bake ${result.outcome}: ${result.reason}`);
  return {
    store: path.join(out, 'bench.zarr'),
    measured: {
      seconds: result.durationMs / 1000,
      processorSeconds: (await processorSecondsOfChildren()) - before,
      peakMegabytes: result.peakMemoryBytes === null ? null : result.peakMemoryBytes / 1e6,
    },
  };
}

/** Of children that have ended, and their children; 100 ticks a second on every Linux. */
async function processorSecondsOfChildren(): Promise<number> {
  const fields = (await readFile('/proc/self/stat', 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

const inputsOf = (folder: string, { key }: EngineRecipe): string => path.join(folder, `inputs-${key}`);

/** NetCDF files of random values with a seed, so that they compress as badly as measurements do. */
async function makeInputs(environment: RunnerEnvironment, folder: string, recipe: EngineRecipe): Promise<void> {
  const script = path.join(folder, 'make_inputs.py');
  const steps = Math.max(1, Math.round((recipe.megabytes * 1e6) / (180 * 360 * 4)));
  await writeFile(
    script,
    `import os, sys
import numpy as np, xarray as xr
os.makedirs(${JSON.stringify(inputsOf(folder, recipe))}, exist_ok=True)
for number in range(${recipe.files}):
    values = np.random.default_rng(number).random((${steps}, 180, 360), dtype="f4")
    time = ("time", np.arange(${steps}) + number * ${steps}, {"units": "days since 2001-01-01"})
    data = xr.Dataset({"sst": (("time", "lat", "lon"), values)}, {"time": time, "lat": np.arange(180.0), "lon": np.arange(360.0)})
    data.to_netcdf(os.path.join(${JSON.stringify(inputsOf(folder, recipe))}, f"{number:04d}.nc"), engine="h5netcdf")
`,
  );
  await execa(environment.pythonExecutable, ['-I', script], { stdin: 'ignore' });
}

function recipeText(folder: string, recipe: EngineRecipe): string {
  return `import apache_beam as beam
from pangeo_forge_recipes.patterns import ConcatDim, FilePattern
from pangeo_forge_recipes.transforms import OpenURLWithFSSpec, OpenWithXarray, StoreToZarr

pattern = FilePattern(
    lambda time: f"${inputsOf(folder, recipe)}/{time:04d}.nc", ConcatDim("time", list(range(${recipe.files})))
)


def work(item, seconds=${recipe.processorSeconds}):
    import time

    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return item


recipe = (
    beam.Create(pattern.items())
    | OpenURLWithFSSpec()
    | OpenWithXarray(file_type=pattern.file_type)
    | beam.Map(work)
    | StoreToZarr(store_name="bench.zarr", combine_dims=pattern.combine_dim_keys, target_chunks={"time": 40})
)
`;
}

async function checksumOf(environment: RunnerEnvironment, store: string): Promise<string> {
  const script = `import hashlib, sys, xarray as xr
data = xr.open_zarr(sys.argv[1], consolidated=False)
total = hashlib.sha256(repr(sorted(data.sizes.items())).encode())
for name in sorted(data.variables):
    total.update(name.encode() + data[name].values.tobytes())
print(total.hexdigest())`;
  const { stdout } = await execa(environment.pythonExecutable, ['-I', '-c', script, store], { stdin: 'ignore' });
  return stdout.trim();
}
