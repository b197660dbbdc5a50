import type { RunnerLimits } from '@pangeo-forge/recipe-runner/runner/recipe-runner';

const OUTPUT_BYTES = 1024 ** 3;

export function limitsOf(minutes: number, memoryGigabytes: number | undefined): RunnerLimits {
  return {
    wallTimeMs: minutes * 60_000,
    outputBytes: OUTPUT_BYTES,
    ...(memoryGigabytes === undefined ? {} : { memoryBytes: Math.round(memoryGigabytes * 1024 ** 3) }),
  };
}
