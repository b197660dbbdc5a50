import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import type { protos } from '@google-cloud/dataflow';
import { z } from 'zod';
import type { Bakery, JobRef } from '../bakery.ts';
import { createDataflowJobs, type DataflowJobs } from './dataflow-jobs.ts';
import { createDataflowLogs } from './dataflow-logs.ts';
import { describeJob, describeResources } from './describe-job.ts';
import type { GoogleAccess, GoogleCredentials } from './google-auth.ts';
import { readDataflowRefusal } from './read-dataflow-refusal.ts';
import { readJobState } from './job-state.ts';

type Job = protos.google.dataflow.v1beta3.IJob;

const sectionSchema = z.object({ project_id: z.string().min(1).optional(), region: z.string().default('us-central1') });
const MOST_REPLACEMENTS = 5;

/** Google Dataflow. The job's name is ours, so a job is found even when nobody wrote down its id. */
export function createDataflowBakery(id: string, file: BakeryFile, credentials: GoogleCredentials | null): Bakery {
  const { project_id, region } = sectionSchema.parse(file['DataflowBakery'] ?? {});
  const projectId = project_id ?? credentials?.project_id;
  if (!projectId)
    throw new AppError(
      'invalid_config',
      `The bakery ${id} needs DataflowBakery.project_id: it says in which project its jobs are.`,
    );
  const access: GoogleAccess = { projectId, credentials, endpoint: file.PangeoForge.google_api_endpoint ?? null };
  const jobs = createDataflowJobs(access, region);
  const logs = createDataflowLogs(access);
  const jobIdOf = async (job: JobRef) => job.jobId ?? (await findJob(jobs, job))?.id ?? null;
  return {
    id,
    kind: 'dataflow',
    blocking: false,
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
      if (!job?.id) return 'unknown_job';
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
    async close() {
      await jobs.close();
      await logs.close();
    },
  };
}

/** By id, when it is known and Dataflow still knows it; else the job of the name. A job that was replaced stands for its successor. */
async function findJob(jobs: DataflowJobs, { jobId, jobName }: JobRef): Promise<Job | null> {
  let job = (jobId ? await jobs.get(jobId) : null) ?? (await findByName(jobs, jobName));
  for (let step = 0; job?.replacedByJobId && step < MOST_REPLACEMENTS; step++)
    job = await jobs.get(job.replacedByJobId);
  return job;
}

/** Lists tell less than the job does when it is asked for. */
async function findByName(jobs: DataflowJobs, jobName: string): Promise<Job | null> {
  const listed = newest(await jobs.listByName(jobName));
  return listed?.id ? ((await jobs.get(listed.id)) ?? listed) : null;
}

/** One active job of a name is allowed; ended ones may share it. */
function newest(jobs: readonly Job[]): Job | null {
  const createdAt = (job: Job) => Number(job.createTime?.seconds ?? 0) + Number(job.createTime?.nanos ?? 0) / 1e9;
  return jobs.reduce<Job | null>((best, job) => (best && createdAt(best) >= createdAt(job) ? best : job), null);
}

/** Worth knowing, and never worth failing for. */
async function resourcesOf(jobs: DataflowJobs, jobId: string): Promise<Record<string, unknown>> {
  return jobs.metrics(jobId).then(
    (metrics) => ({ ...describeResources(metrics), resources_at: new Date().toISOString() }),
    () => ({}),
  );
}
