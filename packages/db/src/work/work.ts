import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';

export type WorkState = 'due' | 'leased' | 'waiting' | 'done' | 'failed';

/** Something to be done. `fence` grows with every claim: who holds an older one has lost the work. */
export interface LeasedWork {
  id: string;
  kind: WorkKind;
  ref: string;
  subject: string;
  label: string;
  attempts: number;
  /** How many processes vanished with it in hand. */
  lostLeases: number;
  fence: string;
}

export interface NewWork {
  kind: WorkKind;
  /** What it is about: a delivery id, an invocation id, a run id. One row for each kind and ref, for ever. */
  ref: string;
  /** Work on one subject is done by one worker at a time. */
  subject: string;
  /** For the person who reads the queue dashboard. */
  label: string;
  /** From now; 0 by default. */
  delayMs?: number;
}
