import type { LeasedWork } from '@pangeo-forge/db/work/work';

export interface WorkContext {
  work: LeasedWork;
  /** Aborted when the lease is lost or the worker stops. */
  signal: AbortSignal;
  /** A line for whoever reads the queue dashboard. It may be lost. */
  note?: (line: string) => void;
}

/**
 * Level-triggered: compares the present state with the wanted one and does the difference, so it may run again at any
 * time. The queue dashboard shows the answer as what was decided.
 */
export type WorkHandler = (context: WorkContext) => Promise<unknown>;

/**
 * Thrown by a handler that can do no more now: the work waits until its subject is woken or the time is over. No failed
 * attempt.
 */
export class RequeueAfter extends Error {
  readonly inMs: number;
  /** Who keeps it waiting, where that is to be reported to people. */
  readonly waitsFor: 'operators' | null;

  constructor(inMs: number, reason: string, waitsFor: 'operators' | null = null) {
    super(reason);
    this.name = 'RequeueAfter';
    this.inMs = inMs;
    this.waitsFor = waitsFor;
  }
}
