import { randomUUID } from 'node:crypto';
import { findLocalDataset } from '@pangeo-forge/bakeries/local/find-local-dataset';
import { runnerConfigOf } from '@pangeo-forge/bakeries/runner-config';
import type { RecipeRunner, RunnerLimits } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { datasetTypeOf } from '@pangeo-forge/shared/names/dataset';
import path from 'node:path';
import type { InspectedStore } from '@pangeo-forge/datasets/inspection/inspection';
import type { InspectFolder } from './local-inspector.ts';

export interface BakeRequest {
  repository: { url: string; sha: string };
  recipeId: string;
  datasetType: string;
  prune: boolean;
  /** Empty, or not there yet. */
  outputDir: string;
  cacheDir: string;
  /** Prefixes that a full run of a recipe without Beam may write to. */
  allowedTargets: readonly string[];
  limits: RunnerLimits;
  signal: AbortSignal;
  onLine: (line: string) => void;
  /** Null where a runner of one's own is used: the store is found by its marks, and not opened. */
  inspect: InspectFolder | null;
}

export interface BakedRecipe {
  recipe: string;
  succeeded: boolean;
  /** Why not, in a sentence. */
  reason: string | null;
  traceback: string | null;
  /** Where the dataset is. */
  dataset: string | null;
  /** What it is; as declared when there is none. */
  datasetType: string;
  durationMs: number;
  peakMemoryBytes: number | null;
  /** As it was found when it was opened; null where it was not. */
  store: InspectedStore | null;
}

/** One recipe, baked on this machine to the end. An exit code of 0 without a store that can be opened is a failure. */
export async function bakeRecipe(runner: RecipeRunner, request: BakeRequest): Promise<BakedRecipe> {
  const { recipeId, outputDir, datasetType } = request;
  const result = await runner.run(
    {
      kind: 'bake',
      invocationId: `local-${randomUUID()}`,
      repoUrl: request.repository.url,
      ref: request.repository.sha,
      recipeId,
      jobName: 'local',
      prune: request.prune,
      config: runnerConfigOf(localBakery(outputDir, request.cacheDir), { subpath: '', jobName: 'local' }),
      localOutputDirs: [outputDir, request.cacheDir],
      allowedTargets: request.allowedTargets,
    },
    { onLine: ({ text }) => request.onLine(text), signal: request.signal, limits: request.limits },
  );
  const { durationMs, peakMemoryBytes, traceback } = result;
  const measured = { recipe: recipeId, datasetType, durationMs, peakMemoryBytes, traceback, store: null };
  if (result.outcome !== 'succeeded') return { ...measured, succeeded: false, reason: result.reason, dataset: null };
  const [declared] = result.stores ?? [];
  const looked = await request.inspect?.(outputDir, request.cacheDir, request.signal);
  if (looked?.outcome === 'found') {
    const [store] = looked.stores;
    const dataset = declared?.address ?? path.join(outputDir, store.path);
    return { ...measured, succeeded: true, reason: null, dataset, datasetType: datasetTypeOf(store.kind), store };
  }
  if (declared) return { ...measured, succeeded: true, reason: null, dataset: declared.address };
  if (looked?.outcome === 'nothing') return { ...measured, succeeded: false, reason: looked.reason, dataset: null };
  const found = await findLocalDataset(outputDir, datasetType);
  return found.outcome === 'found'
    ? {
        ...measured,
        succeeded: true,
        reason: null,
        dataset: path.join(outputDir, found.relativePath),
        datasetType: found.datasetType,
      }
    : { ...measured, succeeded: false, reason: found.reason, dataset: null };
}

function localBakery(outputDir: string, cacheDir: string) {
  const storage = (root: string) => ({
    fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
    fsspec_args: { auto_mkdir: true },
    root_path: root,
  });
  return bakeryFileSchema.parse({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: storage(outputDir),
    InputCacheStorage: storage(cacheDir),
  });
}
