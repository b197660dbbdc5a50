import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { cachesOf, targetRootPath } from './storage-paths.ts';

/**
 * CONFIG.json of one bake: the bakery's sections with this run's paths and job name, without the settings that only the
 * orchestrator reads.
 */
export function runnerConfigOf(
  bakery: BakeryFile,
  { subpath, jobName }: { subpath: string; jobName: string },
): Record<string, unknown> {
  const { PangeoForge: _ours, TargetStorage, ...sections } = bakery;
  const { public_url: _public, inspection_args: _reading, ...target } = TargetStorage;
  return {
    ...sections,
    ...cachesOf(bakery, subpath),
    Bake: { ...bakery.Bake, job_name: jobName },
    TargetStorage: { ...target, root_path: targetRootPath(bakery, subpath) },
  };
}
