import type { InvocationResult } from './invocation-result.ts';

/** How an invocation ends without a call of the runner. */
export function notRun<T extends 'failed' | 'cancelled' | 'not_run'>(
  outcome: T,
  reason: string,
): InvocationResult & { outcome: T } {
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
