import type { Dispatching } from '../settings/read-dispatching.ts';
import type { QueuePlace } from './find-queue-place.ts';
import type { RunWait } from './read-run-wait.ts';

/**
 * What a run waits for: somebody's `/run`, the operators, a paused bakery, a place there, an earlier run of the same dataset, a free process, a bakery
 * that takes no job just now.
 */
export type WaitsFor = 'command' | 'operator' | 'bakery' | 'limit' | 'earlier_run' | 'worker' | 'refusal';

export interface Why {
  state: 'waiting' | 'running' | 'ended';
  waits_for: WaitsFor | null;
  /** The same as a sentence. */
  reason: string | null;
}

export interface WaitFacts {
  run: RunWait;
  /** Null when it does not wait in its bakery's queue. */
  queue: QueuePlace | null;
  limit: number | null;
  /** Why the bakery is paused. */
  paused: string | null;
  dispatching: Dispatching;
}

const waits = (waits_for: WaitsFor, reason: string): Why => ({ state: 'waiting', waits_for, reason });

/** What a run waits for, as a word and as a sentence, in the order in which the worker looks at it. */
export function whyWaits({ run, queue, limit, paused, dispatching }: WaitFacts): Why {
  if (run.status === 'completed') return { state: 'ended', waits_for: null, reason: null };
  if (run.status === 'queued') {
    if (dispatching.stopped) return waits('operator', `The operators let nothing new start: ${dispatching.reason}`);
    return run.isTest
      ? waits('command', 'It starts when somebody who may comments /run on the pull request.')
      : waits('worker', 'It is about to be started.');
  }
  if (run.refusal !== null) return waits('refusal', run.refusal);
  if (!queue) {
    const hasBegun = run.isAdmitted || run.bake !== 'waiting';
    return hasBegun ? { state: 'running', waits_for: null, reason: null } : waits('worker', NO_PROCESS);
  }
  if (paused) return waits('bakery', `The bakery ${run.bakery} is paused: ${paused}`);
  if (queue.place === null)
    return waits('earlier_run', `${nameOf(run.earlierRunId)} writes the same dataset, and comes first.`);
  if (limit !== null && queue.place > limit - queue.active) {
    return waits(
      'limit',
      `The bakery ${run.bakery} takes ${limit === 1 ? 'one run' : `${limit} runs`} at a time; place ${queue.place} of ${queue.waiting} in its queue.`,
    );
  }
  return waits('worker', NO_PROCESS);
}

const NO_PROCESS = 'Its turn has come: it starts when a process that runs recipes is free.';

function nameOf(earlierRunId: number | null): string {
  return earlierRunId === null ? 'Another production run' : `Run ${earlierRunId}`;
}
