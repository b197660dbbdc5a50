import type { InvocationResult } from './invocation-result.ts';

/** What is known of a call that was not made. */
export const NO_CALL = {
  exitCode: null,
  signal: null,
  traceback: null,
  peakMemoryBytes: null,
  durationMs: 0,
} as const satisfies Partial<InvocationResult>;

/** How an invocation ends without a call of the runner. */
export function notRun<T extends 'failed' | 'cancelled' | 'not_run'>(
  outcome: T,
  reason: string,
): InvocationResult & { outcome: T } {
  return { ...NO_CALL, outcome, reason, fault: 'unknown' };
}
