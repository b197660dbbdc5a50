import { ENDED, type DataflowJob } from './dataflow-job.ts';
import type { LoopbackDataflow } from './loopback-dataflow.ts';

export type JobEnd = 'DONE' | 'FAILED' | 'CANCELLED' | 'DRAINED';

/** How a job runs when no test controls it. */
export interface JobLife {
  /** From its submission until it runs. */
  startsAfterMs: number;
  /** From its submission until it ends, at least and at most. */
  endsAfterMs: readonly [number, number];
  /** How likely each end is, in proportion. */
  ends: Partial<Record<JobEnd, number>>;
}

export interface LiveJobs {
  stop(): void;
}

const SAMPLE_EVERY_MS = 20;
const MESSAGES: Record<string, string> = {
  RUNNING: 'Starting 1 workers in us-central1-b...',
  DONE: 'Executing success step success1',
  FAILED: 'Workflow failed. Causes: S01:Create+ParDo failed.',
  CANCELLED: 'Cancel request is committed for workflow job.',
  DRAINED: 'Worker pool stopped.',
};
const TRACEBACK =
  'Error processing instruction.\nTraceback (most recent call last):\n  File "recipe.py", line 7, in <module>\nValueError: no such variable\n';

interface Fate {
  end: JobEnd;
  endsAtMs: number;
}

/**
 * Moves every job of a Dataflow on loopback through its states, and reports each change as Dataflow's log does. A job
 * always runs before it ends, however late the timer is.
 */
export function liveJobs(
  dataflow: LoopbackDataflow,
  life: JobLife,
  onMessage: (jobName: string, message: string) => void,
  random: () => number = Math.random,
): LiveJobs {
  const fates = new Map<string, Fate>();
  const fateOf = (job: DataflowJob): Fate => {
    const known = fates.get(job.id);
    if (known) return known;
    const [least, most] = life.endsAfterMs;
    const fate = {
      end: drawn(life.ends, random()),
      endsAtMs: Date.parse(job.createTime) + least + random() * (most - least),
    };
    fates.set(job.id, fate);
    return fate;
  };
  const change = (job: DataflowJob, state: string) => {
    job.currentState = `JOB_STATE_${state}`;
    job.currentStateTime = new Date().toISOString();
    if (state === 'FAILED')
      dataflow.log({ jobId: job.id, source: 'worker', severity: 'ERROR', text: TRACEBACK, time: job.currentStateTime });
    onMessage(job.name, MESSAGES[state] ?? state);
  };
  const look = () => {
    for (const job of dataflow.jobs()) {
      if (ENDED.has(job.currentState)) continue;
      const fate = fateOf(job);
      const ageMs = Date.now() - Date.parse(job.createTime);
      if (job.requestedState === 'JOB_STATE_CANCELLED') change(job, 'CANCELLED');
      else if (ageMs >= life.startsAfterMs && job.currentState === 'JOB_STATE_PENDING') change(job, 'RUNNING');
      else if (Date.now() >= fate.endsAtMs) change(job, fate.end);
    }
  };
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

function drawn(ends: JobLife['ends'], random: number): JobEnd {
  const weighted = Object.entries(ends) as Array<[JobEnd, number]>;
  let left = random * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return (weighted.find(([, weight]) => (left -= weight) < 0) ?? weighted.at(-1) ?? ['DONE'])[0];
}
