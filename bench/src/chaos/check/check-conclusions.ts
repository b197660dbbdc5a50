import type { DataflowJob } from '@pangeo-forge/testkit/dataflow/dataflow-job';
import { DATAFLOW_BAKERY } from '../stage/chaos-config.ts';
import { runIdIn } from '../stage/chaos-google.ts';
import type { Contribution } from '../people/story.ts';
import { wasGivenUp, type Witnessed, type WitnessedRun } from './witnessed.ts';

const MEANS: Readonly<Record<string, string>> = {
  JOB_STATE_DONE: 'success',
  JOB_STATE_FAILED: 'failure',
  JOB_STATE_CANCELLED: 'cancelled',
};

/**
 * What the runner says of a Dataflow that is away when a job is submitted. The stand-in tries once, where Beam tries
 * several times.
 */
const REFUSED = /RESOURCE_EXHAUSTED|UNAVAILABLE|fetch failed/;

/** Every run that was started has ended, with a reason unless it succeeded. */
export function checkEnded(runs: readonly WitnessedRun[]): string[] {
  return runs.flatMap(({ id, status, conclusion, reason }) => {
    if (status === 'queued') return [];
    if (status !== 'completed' || conclusion === null) return [`run ${id} is ${status}, ${conclusion}`];
    return conclusion === 'success' || reason ? [] : [`run ${id} ended with ${conclusion} and no reason`];
  });
}

/** Every run that ended did so as its bakery says. */
export function checkConclusions(witnessed: Witnessed, runs: readonly WitnessedRun[]): string[] {
  const { jobs, contributions } = witnessed;
  const ended = runs.filter(({ status }) => status === 'completed');
  return ended.flatMap((run) => {
    if (wasGivenUp(witnessed, run.reason, [run.dispatchedMs ?? 0, run.completedMs ?? 0])) return [];
    const got = `run ${run.id} ended with ${run.conclusion} (${run.reason ?? ''})`;
    if (run.bakery !== DATAFLOW_BAKERY) return judgeLocal(run, contributions) ? [] : [`${got}, not as its recipe does`];
    const own = jobsOf(run, jobs);
    if (own.length > 1) return [`run ${run.id} has ${own.length} jobs`];
    const state = own[0]?.currentState ?? 'no job';
    return judgeJob(run, own[0]) ? [] : [`${got}, its job with ${state}`];
  });
}

/** No job that nobody follows. */
export function checkJobs({ jobs }: Witnessed, runs: readonly WitnessedRun[]): string[] {
  const ids = new Set(runs.map(({ id }) => String(id)));
  return jobs.flatMap(({ name, currentState }) => {
    if (!ids.has(runIdIn(name) ?? '')) return [`the job ${name} belongs to no run`];
    return currentState in MEANS ? [] : [`the job ${name} is ${currentState}`];
  });
}

function jobsOf({ id, jobName }: WitnessedRun, jobs: readonly DataflowJob[]): DataflowJob[] {
  return jobs.filter(({ name }) => (jobName === null ? runIdIn(name) === String(id) : name === jobName));
}

/** Who cancels may be faster than the news of the job. */
function judgeJob({ conclusion, cancelRequested, reason }: WitnessedRun, job: DataflowJob | undefined): boolean {
  if (conclusion === 'cancelled' && cancelRequested) return job === undefined || job.currentState in MEANS;
  if (job === undefined) return conclusion === 'failure' && REFUSED.test(reason ?? '');
  return conclusion === MEANS[job.currentState];
}

function judgeLocal(run: WitnessedRun, contributions: readonly Contribution[]): boolean {
  if (run.conclusion === 'cancelled') return run.cancelRequested;
  const recipe = contributions.find(({ repo, heads, folder }) =>
    run.isTest ? repo === run.repo && heads.includes(run.headSha) : run.repo.endsWith(`/${folder}-feedstock`),
  );
  return run.conclusion === (recipe?.raises ? 'failure' : 'success');
}
