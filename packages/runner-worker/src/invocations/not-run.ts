import type { RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';

/** How an invocation ends without a call of the runner. */
export function notRun(outcome: 'failed' | 'cancelled', reason: string): RunnerResult {
  return {
    outcome,
    exitCode: null,
    signal: null,
    reason,
    fault: 'unknown',
    traceback: null,
    peakMemoryBytes: null,
    durationMs: 0,
  };
}
