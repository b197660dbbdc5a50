import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunnerLimits } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import type { CliContext } from '../context/cli-context.ts';
import { type BakedRecipe, bakeRecipe } from './bake-recipe.ts';
import { describeDataset } from './describe-dataset.ts';
import { createLocalRunner } from './local-runner.ts';
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

export interface BakedDataset extends BakedRecipe {
  /** What xarray says of it. */
  representation: string | null;
}

/** Bakes the recipes of a folder one after the other, as they are on disk now. */
export async function bakeFolder(context: CliContext, options: BakeFolderOptions): Promise<BakedDataset[]> {
  const { folder, limits, prune, verbose } = options;
  const { runner, python } = await createLocalRunner(context);
  const repository = await snapshotRepository(folder, context.variables['PATH'] ?? '');
  const onLine = (line: string) => verbose && context.note(`  ${line}`);
  try {
    context.note('Reading the recipes…');
    const expanded = await runner.run(
      { kind: 'expand_meta', invocationId: `local-${randomUUID()}`, repoUrl: repository.url, ref: repository.sha },
      { onLine: ({ text }) => onLine(text), signal: context.signal, limits },
    );
    context.signal.throwIfAborted();
    if (!expanded.meta) throw new AppError('invalid_input', failureText(expanded));
    const baked: BakedDataset[] = [];
    for (const { id, dataset_type: type } of chosen(expanded.meta.recipes, options.recipe)) {
      const datasetType = typeof type === 'string' ? type : 'zarr';
      context.note(`Baking ${id}${prune ? ', pruned' : ''}…`);
      const outputDir = await emptyDirectory(context.cwd, options.output, prune ? 'test' : 'run', id);
      const cacheDir = path.join(context.cwd, '.pangeo-forge', 'cache');
      await mkdir(cacheDir, { recursive: true });
      const { signal } = context;
      const request = { repository, recipeId: id, datasetType, prune, outputDir, cacheDir, limits, signal, onLine };
      const result = await bakeRecipe(runner, request);
      context.signal.throwIfAborted();
      const representation = result.dataset && (await describeDataset(python, result.dataset, datasetType));
      baked.push({ ...result, representation });
    }
    return baked;
  } finally {
    await repository.remove();
  }
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
    `There is no recipe "${wanted}". ${nearest ? `Did you mean "${nearest}"?` : `There is: ${names.join(', ')}.`}`,
  );
}

/** Only what this command made itself is ever removed. */
async function emptyDirectory(cwd: string, output: string | undefined, kind: string, id: string): Promise<string> {
  const directory = output === undefined ? path.join(cwd, '.pangeo-forge', kind, id) : path.resolve(cwd, output, id);
  if (output === undefined) await rm(directory, { recursive: true, force: true });
  const names = await readdir(directory).catch((): string[] => []);
  if (names.length > 0) throw new AppError('conflict', `${directory} is not empty: name another place with --output.`);
  await mkdir(directory, { recursive: true });
  return directory;
}
