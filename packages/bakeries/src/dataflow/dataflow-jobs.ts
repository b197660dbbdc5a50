import type { protos } from '@google-cloud/dataflow';
import { googleClientOptions, type GoogleAccess } from './google-auth.ts';
import { googleError, isNotFound } from './google-error.ts';

type Job = protos.google.dataflow.v1beta3.IJob;
type Metric = protos.google.dataflow.v1beta3.IMetricUpdate;

/** The calls of Dataflow's API that we make. Each answers within CALL_LIMIT_MS, or fails as an AppError. */
export interface DataflowJobs {
  get(jobId: string): Promise<Job | null>;
  /** Every job of the name, ended ones too, in no order. */
  listByName(jobName: string): Promise<Job[]>;
  /** Every job of the region that has not ended, in no order. One that is very young may be missing. */
  listActive(): Promise<Job[]>;
  requestCancellation(jobId: string): Promise<void>;
  metrics(jobId: string): Promise<Metric[]>;
  close(): Promise<void>;
}

const CALL_LIMIT_MS = 20_000;
const SERVICE = 'Dataflow';
/** Dataflow may answer with fewer. */
const PAGE_JOBS = 500;
const CALL = { timeout: CALL_LIMIT_MS, autoPaginate: false };

export function createDataflowJobs(access: GoogleAccess, location: string): DataflowJobs {
  const { projectId } = access;
  let clients: ReturnType<typeof openClients> | null = null;
  const open = () => (clients ??= openClients(access));
  const ask = async <T>(question: (opened: Awaited<ReturnType<typeof openClients>>) => Promise<T>): Promise<T> => {
    try {
      return await question(await open());
    } catch (error) {
      throw googleError(SERVICE, error);
    }
  };
  return {
    get: (jobId) =>
      ask(async ({ jobs }) => {
        try {
          const [job] = await jobs.getJob({ projectId, location, jobId, view: 'JOB_VIEW_DESCRIPTION' }, CALL);
          return job;
        } catch (error) {
          if (isNotFound(error)) return null;
          throw error;
        }
      }),
    listByName: (name) =>
      ask(async ({ jobs }) => {
        const found: Job[] = [];
        for await (const job of jobs.listJobsAsync({ projectId, location, filter: 'ALL', name }, CALL))
          if (job.name === name) found.push(job);
        return found;
      }),
    listActive: () =>
      ask(async ({ jobs }) => {
        const found: Job[] = [];
        const question = { projectId, location, filter: 'ACTIVE', pageSize: PAGE_JOBS } as const;
        for await (const job of jobs.listJobsAsync(question, CALL)) found.push(job);
        return found;
      }),
    requestCancellation: (jobId) =>
      ask(async ({ jobs }) => {
        await jobs.updateJob({ projectId, location, jobId, job: { requestedState: 'JOB_STATE_CANCELLED' } }, CALL);
      }),
    metrics: (jobId) =>
      ask(async ({ metrics }) => {
        const [answer] = await metrics.getJobMetrics({ projectId, location, jobId }, CALL);
        return answer.metrics ?? [];
      }),
    close: async () => {
      const opened = await clients?.catch(() => null);
      await opened?.jobs.close();
      await opened?.metrics.close();
    },
  };
}

/** The library is large: only who asks loads it. */
async function openClients(access: GoogleAccess) {
  const { v1beta3 } = await import('@google-cloud/dataflow');
  const options = await googleClientOptions(access);
  return { jobs: new v1beta3.JobsV1Beta3Client(options), metrics: new v1beta3.MetricsV1Beta3Client(options) };
}
