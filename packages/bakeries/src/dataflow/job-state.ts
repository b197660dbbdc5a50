import type { JobState } from '../bakery.ts';

/** `JobState` of Dataflow's v1beta3 API, in the order of its numbers. */
const NATIVE_STATES = [
  'UNKNOWN',
  'STOPPED',
  'RUNNING',
  'DONE',
  'FAILED',
  'CANCELLED',
  'UPDATED',
  'DRAINING',
  'DRAINED',
  'PENDING',
  'CANCELLING',
  'QUEUED',
  'RESOURCE_CLEANING_UP',
  'PAUSING',
  'PAUSED',
] as const;

export type NativeState = (typeof NATIVE_STATES)[number];

interface Meaning {
  state: JobState;
  reason: string | null;
}

/** `STOPPED` means: not started yet. A job that cleans up has ended, but how is not told until it is done. */
const MEANING: Record<NativeState, Meaning> = {
  UNKNOWN: { state: 'pending', reason: null },
  STOPPED: { state: 'pending', reason: null },
  PENDING: { state: 'pending', reason: null },
  QUEUED: { state: 'pending', reason: null },
  RUNNING: { state: 'running', reason: null },
  PAUSING: { state: 'running', reason: null },
  PAUSED: { state: 'running', reason: null },
  RESOURCE_CLEANING_UP: { state: 'running', reason: null },
  DRAINING: { state: 'stopping', reason: null },
  CANCELLING: { state: 'stopping', reason: null },
  DONE: { state: 'succeeded', reason: null },
  FAILED: { state: 'failed', reason: 'The Dataflow job failed.' },
  CANCELLED: { state: 'cancelled', reason: 'The Dataflow job was cancelled.' },
  DRAINED: {
    state: 'cancelled',
    reason:
      'The Dataflow job was drained: somebody stopped it after what it had read was written, so the dataset is not whole.',
  },
  UPDATED: { state: 'failed', reason: 'The Dataflow job was replaced by another one that is not ours to follow.' },
};

/** The client answers names or numbers, depending on how it speaks to Google. A state that is newer than this table counts as running. */
export function readJobState(native: string | number | null | undefined): Meaning & { native: string } {
  const name = typeof native === 'number' ? NATIVE_STATES[native] : (native ?? 'UNKNOWN').replace('JOB_STATE_', '');
  const known = NATIVE_STATES.find((state) => state === name);
  return known ? { ...MEANING[known], native: known } : { state: 'running', reason: null, native: String(name) };
}
