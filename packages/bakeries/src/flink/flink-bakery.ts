import { createHash } from 'node:crypto';
import type { BakeryClient, BakeryJob, JobRef, JobState } from '../bakery.ts';
import type { BakeryKind } from '../bakery-kind.ts';
import { createSilentClient } from '../silent-client.ts';
import { connectFlink, type FlinkApi, type FlinkJob, hasNoAddress } from './flink-api.ts';
import { readFlinkRefusal, readKubectlRefusal } from './read-flink-refusal.ts';

export interface FlinkSettings {
  /** `{deployment}` is filled with the name of the run's own cluster. */
  rest_url: string;
  authorization?: string | undefined;
  /** Of each request; 20 s when absent. */
  callLimitMs?: number;
}

const DEPLOYMENT = '{deployment}';

/**
 * SUSPENDED is final for one job manager only: another may continue. A state that is newer than this table counts as
 * running.
 */
const STATES: Record<string, JobState> = {
  INITIALIZING: 'pending',
  CREATED: 'pending',
  RECONCILING: 'pending',
  RUNNING: 'running',
  RESTARTING: 'running',
  FAILING: 'running',
  SUSPENDED: 'running',
  CANCELLING: 'stopping',
  FINISHED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'cancelled',
};

/**
 * Flink on Kubernetes. Without `PangeoForge.flink` no cluster can be asked, so only what cannot have made a job is
 * tried again.
 */
export const flinkKind: BakeryKind = {
  name: 'flink',
  bakeryClass: /FlinkOperatorBakery$/,
  runnerExit: 'job_submitted',
  needsCloudPackages: false,
  secretFiles({ PangeoForge }) {
    const kubeconfig = PangeoForge.flink?.kubeconfig;
    return kubeconfig ? { KUBECONFIG: JSON.stringify(kubeconfig) } : {};
  },
  createClient: ({ file: { PangeoForge } }) =>
    PangeoForge.flink ? createFlinkClient(PangeoForge.flink) : createSilentClient(readKubectlRefusal),
};

/**
 * A cluster for each run, as the runner's FlinkOperatorBakery makes it, or one for all. By default Flink deletes ended
 * jobs after an hour.
 */
export function createFlinkClient(settings: FlinkSettings): BakeryClient {
  const clusterOf = (job: JobRef): { api: FlinkApi; url: string; deployment: string } => {
    const deployment = flinkDeploymentName(job.jobName);
    const url = settings.rest_url.replaceAll(DEPLOYMENT, deployment);
    return { api: connectFlink(url, settings.authorization, settings.callLimitMs), url, deployment };
  };
  const ownCluster = settings.rest_url.includes(DEPLOYMENT);
  const find = (job: JobRef) =>
    findJob(clusterOf(job).api, job, ownCluster).catch((error: unknown) => {
      if (ownCluster && hasNoAddress(error)) return null;
      throw error;
    });
  return {
    async observe(ref) {
      const { api, url, deployment } = clusterOf(ref);
      const job = await find(ref);
      if (!job) return { outcome: 'unknown_job' };
      const exception = job.state === 'FAILED' ? await api.rootException(job.jid) : null;
      return { outcome: 'observed', job: describe(job, { url, deployment, exception, jobName: ref.jobName }) };
    },
    async cancel(ref) {
      const job = await find(ref);
      if (!job) return 'unknown_job';
      if (['FINISHED', 'FAILED', 'CANCELED'].includes(job.state)) return 'ended_before';
      await clusterOf(ref).api.requestCancellation(job.jid);
      return 'requested';
    },
    async logs(ref, { limit }) {
      const { traceback } = await explain(clusterOf(ref).api, await find(ref));
      const time = new Date().toISOString();
      const lines = traceback?.split('\n').slice(0, limit) ?? [];
      return lines.map((text) => ({ time, severity: 'ERROR', source: 'exceptions', text }));
    },
    async explainFailure(ref) {
      return explain(clusterOf(ref).api, await find(ref));
    },
    explainRefusal: readFlinkRefusal,
    close: async () => {},
  };
}

/**
 * Beam does not pass our job name on: in a run's own cluster the job is the only one, in a shared cluster it is known
 * by its id.
 */
async function findJob(api: FlinkApi, { jobId, jobName }: JobRef, ownCluster: boolean): Promise<FlinkJob | null> {
  if (jobId) {
    const known = await api.job(jobId);
    if (known) return known;
  }
  const jobs = (await api.jobs()).toSorted((a, b) => b['start-time'] - a['start-time']);
  return jobs.find(({ name }) => name === jobName) ?? (ownCluster ? jobs[0] : undefined) ?? null;
}

async function explain(api: FlinkApi, job: FlinkJob | null) {
  const exception = job ? await api.rootException(job.jid) : null;
  return { reason: exception === null ? null : lastCauseOf(exception), traceback: exception };
}

function describe(
  job: FlinkJob,
  {
    url,
    deployment,
    exception,
    jobName,
  }: { url: string; deployment: string; exception: string | null; jobName: string },
): BakeryJob {
  const state = STATES[job.state] ?? 'running';
  return {
    name: jobName,
    id: job.jid,
    state,
    nativeState: job.state,
    reason: reasonOf(state, exception),
    metadata: {
      id: job.jid,
      name: job.name,
      state: job.state,
      deployment,
      console_url: `${url.replace(/\/$/, '')}/#/job/running/${job.jid}/overview`,
      created_at: new Date(job['start-time']).toISOString(),
      duration_s: Math.round(job.duration / 1_000),
    },
  };
}

function reasonOf(state: JobState, exception: string | null): string | null {
  if (state === 'cancelled') return 'The Flink job was cancelled.';
  if (state !== 'failed') return null;
  return exception ? `The Flink job failed: ${lastCauseOf(exception)}` : 'The Flink job failed.';
}

/** Flink wraps an exception many times; the innermost cause is what happened. */
function lastCauseOf(exception: string): string {
  const causes = exception.split('\n').filter((line) => line.startsWith('Caused by: '));
  return (causes.at(-1)?.slice('Caused by: '.length) ?? exception.split('\n')[0] ?? '').slice(0, 500);
}

const MAX_NAME_CHARACTERS = 45;
const HASH_DIGITS = 6;

/**
 * Name of the FlinkDeployment that pangeo-forge-runner's FlinkOperatorBakery makes for a job: the name with what
 * Kubernetes does not allow escaped, and from 39 characters on its start and a hash, since Flink allows 45.
 */
export function flinkDeploymentName(jobName: string): string {
  const escaped = jobName.replaceAll(/[^a-z0-9]/gu, escapeCharacter).toLowerCase();
  if (escaped.length < MAX_NAME_CHARACTERS - HASH_DIGITS) return escaped;
  const hash = createHash('sha256').update(escaped).digest('hex').slice(0, HASH_DIGITS);
  return `${escaped.slice(0, MAX_NAME_CHARACTERS - HASH_DIGITS - 1)}-${hash}`;
}

function escapeCharacter(character: string): string {
  return [...Buffer.from(character)].map((byte) => `-${byte.toString(16)}`).join('');
}
