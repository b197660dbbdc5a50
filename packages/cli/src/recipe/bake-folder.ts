import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RecipeRunner, RunnerLimits } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { DEFAULT_DATASET_TYPE, type StoreKind } from '@pangeo-forge/shared/names/dataset';
import { execa } from 'execa';
import type { CliContext } from '../context/cli-context.ts';
import { type BakedRecipe, bakeRecipe, type BakeRequest } from './bake-recipe.ts';
import { createLocalRunner } from './local-runner.ts';
import { type ShownStore, textOfStore, writePageOfStore } from './show-store.ts';
import { snapshotRepository } from './snapshot-repository.ts';

export interface BakeFolderOptions {
  /** Holds meta.yaml. */
  folder: string;
  /** All of them unless given. */
  recipe?: string | undefined;
  prune: boolean;
  /** A folder a recipe is made in it. Unless given one that is emptied first. */
  output?: string | undefined;
  limits: RunnerLimits;
  verbose: boolean;
}

const KNOWN_STEPS = 2;

export interface BakedDataset extends Omit<BakedRecipe, 'store'> {
  /** As xarray prints it. */
  representation: string | null;
  kind: StoreKind | null;
  /** Files beside the dataset; null where it was not opened. */
  shown: ShownStore | null;
}

/** Bakes the recipes of a folder one after the other, as they are on disk now. */
export function bakeFolder(context: CliContext, options: BakeFolderOptions): Promise<BakedDataset[]> {
  const { folder, limits, verbose } = options;
  const onLine = (line: string) => verbose && context.note(`  ${line}`);
  return context.progress(KNOWN_STEPS, async (progress) => {
    progress.step('Preparing the runner');
    const { runner, python, inspect } = await createLocalRunner(context);
    const repository = await snapshotRepository(folder, context.variables['PATH'] ?? '');
    try {
      progress.step('Reading the recipes');
      const expanded = await runner.run(
        { kind: 'expand_meta', invocationId: `local-${randomUUID()}`, repoUrl: repository.url, ref: repository.sha },
        { onLine: ({ text }) => onLine(text), signal: context.signal, limits },
      );
      context.signal.throwIfAborted();
      if (!expanded.meta) throw new AppError('invalid_input', failureText(expanded));
      const recipes = chosen(expanded.meta.recipes, options.recipe);
      progress.expect(recipes.length);
      const baked: BakedDataset[] = [];
      for (const { id, dataset_type: type } of recipes) {
        progress.step(`Baking ${id}${options.prune ? ', pruned' : ''}`);
        const datasetType = typeof type === 'string' ? type : DEFAULT_DATASET_TYPE;
        const { store, ...result } = await bakeOne(context, {
          ...options,
          runner,
          inspect,
          repository,
          recipeId: id,
          datasetType,
          onLine,
        });
        const { dataset } = result;
        const representation = store
          ? textOfStore(store)
          : dataset && (await describeDataset(python, dataset, result.datasetType));
        const base = placeOfOutput(context.cwd, options.output, options.prune ? 'test' : 'run', id);
        const shown = store && (await writePageOfStore(base, id, store));
        baked.push({ ...result, representation, kind: store?.kind ?? null, shown });
      }
      return baked;
    } finally {
      await repository.remove();
    }
  });
}

type OneRecipe = BakeFolderOptions &
  Pick<BakeRequest, 'repository' | 'recipeId' | 'datasetType' | 'onLine' | 'inspect'> & { runner: RecipeRunner };

async function bakeOne({ cwd, signal }: CliContext, { runner, output, ...recipe }: OneRecipe): Promise<BakedRecipe> {
  const outputDir = await emptyDirectory(cwd, output, recipe.prune ? 'test' : 'run', recipe.recipeId);
  const cacheDir = path.join(cwd, '.pangeo-forge', 'cache');
  await mkdir(cacheDir, { recursive: true });
  const result = await bakeRecipe(runner, { ...recipe, outputDir, cacheDir, allowedTargets: [cwd], signal });
  signal.throwIfAborted();
  return result;
}

function failureText({ reason, traceback }: { reason: string | null; traceback: string | null }): string {
  return [`The recipes could not be read: ${reason ?? 'no reason was given'}`, traceback].filter(Boolean).join('\n');
}

function chosen<Recipe extends { id: string }>(
  recipes: readonly Recipe[],
  wanted: string | undefined,
): readonly Recipe[] {
  const found = recipes.filter(({ id }) => wanted === undefined || id === wanted);
  if (found.length > 0) return found;
  const names = recipes.map(({ id }) => id);
  const nearest = nearestName(wanted ?? '', names);
  throw new AppError(
    'not_found',
    `There is no recipe "${wanted}". ${nearest ? `Did you mean "${nearest}"?` : `Known: ${names.join(', ')}.`}`,
  );
}

function placeOfOutput(cwd: string, output: string | undefined, kind: string, id: string): string {
  return output === undefined ? path.join(cwd, '.pangeo-forge', kind, id) : path.resolve(cwd, output, id);
}

/** Only what this command made itself is ever removed. */
async function emptyDirectory(cwd: string, output: string | undefined, kind: string, id: string): Promise<string> {
  const directory = placeOfOutput(cwd, output, kind, id);
  if (output === undefined) await rm(directory, { recursive: true, force: true });
  const names = await readdir(directory).catch((): string[] => []);
  if (names.length > 0) throw new AppError('conflict', `${directory} is not empty: name another place with --output.`);
  await mkdir(directory, { recursive: true });
  return directory;
}

const OUTPUT_BYTES = 1024 ** 3;

export function limitsOf(minutes: number, memoryGigabytes: number | undefined): RunnerLimits {
  return {
    wallTimeMs: minutes * 60_000,
    outputBytes: OUTPUT_BYTES,
    ...(memoryGigabytes === undefined ? {} : { memoryBytes: Math.round(memoryGigabytes * 1024 ** 3) }),
  };
}

const TIME_LIMIT_MS = 120_000;
const DESCRIBE = `
import sys
import xarray as xr
place, kind = sys.argv[1:]
if kind == "kerchunk":
    data = xr.open_dataset("reference://", engine="zarr", chunks={}, backend_kwargs={"consolidated": False, "storage_options": {"fo": place}})
else:
    data = xr.open_dataset(place, engine="zarr", consolidated=False, chunks={})
print(data)
`;

/** A store as xarray prints it; null when it cannot be opened here. */
async function describeDataset(python: string | null, dataset: string, type: string): Promise<string | null> {
  if (python === null || type === 'parquet') return null;
  const { stdout, failed } = await execa(python, ['-I', '-c', DESCRIBE, dataset, type], {
    extendEnv: false,
    env: { HOME: '/nonexistent' },
    stdin: 'ignore',
    timeout: TIME_LIMIT_MS,
    reject: false,
  });
  return failed ? null : stdout;
}
