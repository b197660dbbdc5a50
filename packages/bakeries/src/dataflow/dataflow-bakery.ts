import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import { loadJobSubmissionAccount } from '@pangeo-forge/shared/config/load-job-submission-account';
import { z } from 'zod';
import type { BakeryClient, JobRef } from '../bakery.ts';
import type { BakeryCredentials, BakeryKind } from '../bakery-kind.ts';
import { createDataflowJobs, type DataflowJob, type DataflowJobs } from './dataflow-jobs.ts';
import { createDataflowLogs } from './dataflow-logs.ts';
import { describeJob, describeResources, readJobState } from './describe-job.ts';
import type { GoogleAccess, GoogleCredentials } from './google-api.ts';
import { readDataflowRefusal } from './read-dataflow-refusal.ts';

const sectionSchema = z.object({ project_id: z.string().min(1).optional(), region: z.string().default('us-central1') });
const MAX_REPLACEMENTS = 5;

/** Google Dataflow. We choose the name of the job, so a job is found even when nobody recorded its id. */
export const dataflowKind: BakeryKind = {
  name: 'dataflow',
  bakeryClass: /DataflowBakery$/,
  runnerExit: 'job_submitted',
  needsCloudPackages: true,
  loadCredentials: loadJobSubmissionAccount,
  secretFiles: (_file, account) => (account === null ? {} : { GOOGLE_APPLICATION_CREDENTIALS: account.json }),
  createClient: createDataflowClient,
};

/**
 * @param account the service account that submits Dataflow jobs; null: what Google's own libraries find on this
 * machine.
 */
function createDataflowClient({ id, file }: BakeryConfig, account: BakeryCredentials | null): BakeryClient {
  const credentials = account && (JSON.parse(account.json) as GoogleCredentials);
  const { project_id, region } = sectionSchema.parse(file['DataflowBakery'] ?? {});
  const projectId = project_id ?? projectOf(credentials);
  if (!projectId)
    throw new AppError(
      'invalid_config',
      `The bakery ${id} needs DataflowBakery.project_id: it says in which project its jobs are.`,
    );
  const endpoint = file.PangeoForge.google_api_endpoint ?? null;
  const access: GoogleAccess = { projectId, credentials, endpoint, anonymous: endpoint !== null };
  const jobs = createDataflowJobs(access, region);
  const logs = createDataflowLogs(access);
  const jobIdOf = async (job: JobRef) => job.jobId ?? (await findJob(jobs, job))?.id ?? null;
  return {
    async observe(ref) {
      const job = await findJob(jobs, ref);
      if (!job) return { outcome: 'unknown_job' };
      const described = describeJob(job, { projectId, region });
      const used = described.state === 'pending' ? {} : await resourcesOf(jobs, described.id);
      return { outcome: 'observed', job: { ...described, metadata: { ...described.metadata, ...used } } };
    },
    async observeActive() {
      return (await jobs.listActive()).map((job) => describeJob(job, { projectId, region }));
    },
    async cancel(ref) {
      const job = await findJob(jobs, ref);
      if (!job) return 'unknown_job';
      const { state, native } = readJobState(job.currentState);
      if (state === 'succeeded' || state === 'failed' || state === 'cancelled') return 'ended_before';
      if (native !== 'CANCELLING') await jobs.requestCancellation(job.id);
      return 'requested';
    },
    async logs(ref, query) {
      const jobId = await jobIdOf(ref);
      return jobId ? logs.read(jobId, ref.since, query) : [];
    },
    async explainFailure(ref) {
      const jobId = await jobIdOf(ref);
      return jobId ? logs.explainFailure(jobId, ref.since) : { reason: null, traceback: null };
    },
    explainRefusal: readDataflowRefusal,
    close: async () => {},
  };
}

/**
 * By id, when it is known and Dataflow still knows it; else the job of the name. A job that was replaced stands for its
 * successor.
 */
async function findJob(jobs: DataflowJobs, { jobId, jobName }: JobRef): Promise<DataflowJob | null> {
  let job = (jobId ? await jobs.get(jobId) : null) ?? (await findByName(jobs, jobName));
  for (let step = 0; job?.replacedByJobId && step < MAX_REPLACEMENTS; step++) job = await jobs.get(job.replacedByJobId);
  return job;
}

/** A list shows less of a job than the job itself. */
async function findByName(jobs: DataflowJobs, jobName: string): Promise<DataflowJob | null> {
  const listed = newest(await jobs.listByName(jobName));
  return listed && ((await jobs.get(listed.id)) ?? listed);
}

/** One active job of a name is allowed; ended ones may share it. */
function newest(jobs: readonly DataflowJob[]): DataflowJob | null {
  const createdAt = ({ createTime }: DataflowJob) => (createTime === undefined ? 0 : Date.parse(createTime));
  return jobs.reduce<DataflowJob | null>((best, job) => (best && createdAt(best) >= createdAt(job) ? best : job), null);
}

/** Worth knowing, and never worth failing for. */
async function resourcesOf(jobs: DataflowJobs, jobId: string): Promise<Record<string, unknown>> {
  return jobs.metrics(jobId).then(
    (metrics) => ({ ...describeResources(metrics), resources_at: new Date().toISOString() }),
    () => ({}),
  );
}

function projectOf(credentials: GoogleCredentials | null): string | undefined {
  const project = credentials?.['project_id'];
  return typeof project === 'string' ? project : undefined;
}
