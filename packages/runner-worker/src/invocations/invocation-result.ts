import type { InvocationOutcome } from '@pangeo-forge/db/invocations/find-invocation';
import type { RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';

/** How a call of the runner ended, as it is judged here: what it printed may tell that its bakery refused. */
export type InvocationResult = Omit<RunnerResult, 'outcome'> & { outcome: InvocationOutcome };
