import type { InvocationOutcome } from '@pangeo-forge/db/entities/runner-invocation.entity';
import type { RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';

/** How a call of the runner ended, including what its output says about a refusal of its bakery. */
export type InvocationResult = Omit<RunnerResult, 'outcome'> & { outcome: InvocationOutcome };

/** The result of a call that was not made. */
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
