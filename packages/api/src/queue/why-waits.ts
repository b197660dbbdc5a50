import type { QueuePlace } from '@pangeo-forge/db/admission/find-queue-place';
import type { RunWait } from '@pangeo-forge/db/admission/read-run-wait';
import type { Dispatching } from '@pangeo-forge/db/settings/read-dispatching';
import type { z } from 'zod';
import type { runQueueSchema } from './queue.schema.ts';

type RunQueue = z.output<typeof runQueueSchema>;
type Why = Pick<RunQueue, 'state' | 'waits_for' | 'reason'>;

export interface WaitFacts {
  run: RunWait;
  /** Null when it does not wait in its bakery's queue. */
  queue: QueuePlace | null;
  limit: number | null;
  /** Why the bakery is paused. */
  paused: string | null;
  dispatching: Dispatching;
}

const waits = (waits_for: RunQueue['waits_for'], reason: string): Why => ({ state: 'waiting', waits_for, reason });

/** What a run waits for, as a word and as a sentence, in the order in which the worker looks at it. */
export function whyWaits({ run, queue, limit, paused, dispatching }: WaitFacts): Why {
  if (run.status === 'completed') return { state: 'ended', waits_for: null, reason: null };
  if (run.status === 'queued') {
    if (dispatching.stopped) return waits('operator', `The operators let nothing new start: ${dispatching.reason}`);
    return run.isTest
      ? waits('command', 'It starts when somebody who may comments /run on the pull request.')
      : waits('worker', 'It is about to be started.');
  }
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
      `The bakery ${run.bakery} works on ${queue.active} of ${limit} runs at once; place ${queue.place} of ${queue.waiting}.`,
    );
  }
  return waits('worker', NO_PROCESS);
}

const NO_PROCESS = 'Its turn has come: it starts when a process that runs recipes is free.';

function nameOf(earlierRunId: number | null): string {
  return earlierRunId === null ? 'Another production run' : `Run ${earlierRunId}`;
}
