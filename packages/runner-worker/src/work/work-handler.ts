import type { LeasedWork } from '@pangeo-forge/db/work/work';

export interface WorkContext {
  work: LeasedWork;
  /** Aborted when the lease is lost or the worker stops. */
  signal: AbortSignal;
}

/** Level-triggered: looks at the present and does the difference, so that it may run again from the top at any time. */
export type WorkHandler = (context: WorkContext) => Promise<void>;
