import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { connectGoogle, type GoogleAccess } from './google-api.ts';

/** `projects.locations.jobs` of Dataflow's REST API v1b3, as far as it is read here. */
const jobSchema = z.object({
  id: z.string(),
  name: z.string().default(''),
  /** `JOB_STATE_RUNNING`, … */
  currentState: z.string().default('JOB_STATE_UNKNOWN'),
  /** RFC 3339. */
  createTime: z.string().optional(),
  currentStateTime: z.string().optional(),
  replacedByJobId: z.string().optional(),
  environment: z
    .object({ workerPools: z.array(z.object({ machineType: z.string().optional() })).default([]) })
    .optional(),
});
const pageSchema = z.object({ jobs: z.array(jobSchema).default([]), nextPageToken: z.string().optional() });
const metricsSchema = z.object({
  metrics: z
    .array(
      z.object({
        name: z.object({ name: z.string(), context: z.record(z.string(), z.string()).optional() }),
        scalar: z.unknown(),
      }),
    )
    .default([]),
});

export type DataflowJob = z.infer<typeof jobSchema>;
export type DataflowMetric = z.infer<typeof metricsSchema>['metrics'][number];

/** Each question ends within a minute, or fails as an AppError (see `GoogleApi`). */
export interface DataflowJobs {
  get(jobId: string): Promise<DataflowJob | null>;
  /** Every job of the name, ended ones too, in no order. */
  listByName(jobName: string): Promise<DataflowJob[]>;
  /** Every job of the region that has not ended, in no order. A very young one may be missing. */
  listActive(): Promise<DataflowJob[]>;
  requestCancellation(jobId: string): Promise<void>;
  metrics(jobId: string): Promise<DataflowMetric[]>;
}

const SERVICE = { name: 'Dataflow', url: 'https://dataflow.googleapis.com' };
/** Dataflow may answer with fewer. */
const PAGE_JOBS = 500;
const LIST_LIMIT_MS = 40_000;

export function createDataflowJobs(access: GoogleAccess, region: string): DataflowJobs {
  const call = connectGoogle(access, SERVICE);
  const jobs = `/v1b3/projects/${encodeURIComponent(access.projectId)}/locations/${encodeURIComponent(region)}/jobs`;
  const job = (jobId: string) => `${jobs}/${encodeURIComponent(jobId)}`;

  async function list(query: Record<string, string>): Promise<DataflowJob[]> {
    const found: DataflowJob[] = [];
    const startedAt = performance.now();
    let pageToken: string | undefined;
    do {
      const page = await call(jobs, { query: { ...query, pageSize: PAGE_JOBS, ...(pageToken ? { pageToken } : {}) } });
      const { jobs: listed, nextPageToken } = parse(pageSchema, page);
      found.push(...listed);
      pageToken = nextPageToken;
      if (pageToken && performance.now() - startedAt > LIST_LIMIT_MS)
        throw new AppError('bakery_unavailable', 'Dataflow takes too long to list its jobs.');
    } while (pageToken);
    return found;
  }

  return {
    async get(jobId) {
      const answer = await call(job(jobId), { query: { view: 'JOB_VIEW_DESCRIPTION' }, mayBeMissing: true });
      return answer === null ? null : parse(jobSchema, answer);
    },
    async listByName(name) {
      return (await list({ filter: 'ALL', name })).filter((listed) => listed.name === name);
    },
    listActive: () => list({ filter: 'ACTIVE' }),
    async requestCancellation(jobId) {
      await call(job(jobId), { method: 'PUT', body: { requestedState: 'JOB_STATE_CANCELLED' } });
    },
    async metrics(jobId) {
      return parse(metricsSchema, await call(`${job(jobId)}/metrics`)).metrics;
    },
  };
}

function parse<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError('bakery_unavailable', 'Dataflow answered in a form that is not understood here.', {
    context: { problem: z.prettifyError(parsed.error).slice(0, 1_000) },
  });
}
