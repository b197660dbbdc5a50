import express, { Router } from 'express';
import { type DataflowJob, ENDED, newDataflowJob } from './dataflow-job.ts';
import { GoogleError } from './google-error.ts';

export interface JobStore {
  jobs: DataflowJob[];
  /** Jobs younger than this are not listed by name yet. */
  listedAfterMs: number;
  /** Answer to the creation of a job; null: it works. */
  refusal: number | 'cut' | null;
  /** First state of a job whose cancellation was requested. */
  stateWhenCancelled: string;
  metrics: Map<string, Array<{ name: { origin: string; name: string; context: object }; scalar: number }>>;
}

const JOBS = '/v1b3/projects/:project/locations/:location/jobs';
const FILTERS = ['UNKNOWN', 'ALL', 'TERMINATED', 'ACTIVE'];
const CANCELLED = new Set<unknown>([5, 'JOB_STATE_CANCELLED']);

/** `projects.locations.jobs` of Dataflow's REST API, as far as the orchestrator and Apache Beam use it. */
export function jobsRoutes(store: JobStore): Router {
  const router = Router();
  const find = ({ project, location, id }: Record<string, string>): DataflowJob => {
    const job = store.jobs.find(
      (known) => known.id === id && known.projectId === project && known.location === location,
    );
    if (job) return job;
    throw new GoogleError(404, `(1a2b3c4d5e6f7a8b): Information about job ${id} could not be found in our system.`);
  };
  router.get(JOBS, ({ params, query }, response) => {
    const { project, location } = params as Record<string, string>;
    const listed = store.jobs.filter(
      (job) =>
        job.projectId === project &&
        job.location === location &&
        Date.now() - Date.parse(job.createTime) >= store.listedAfterMs &&
        (!query['name'] || job.name === query['name']) &&
        passes(typeof query['filter'] === 'string' ? query['filter'] : 'ALL', job),
    );
    const from = Number(query['pageToken'] ?? 0);
    const size = Number(query['pageSize'] ?? 0) || 100;
    const jobs = listed.slice(from, from + size).map(({ environment: _unlisted, ...job }) => job);
    const next = from + size < listed.length ? { nextPageToken: String(from + size) } : {};
    response.json(jobs.length > 0 ? { jobs, ...next } : {});
  });
  router.post(JOBS, express.json({ limit: '64mb' }), ({ params, body, socket }, response) => {
    if (store.refusal === 'cut') return void socket.destroy();
    if (store.refusal !== null) throw new GoogleError(store.refusal, 'The job was refused.');
    const { project = '', location = '' } = params as Record<string, string>;
    const { name, clientRequestId } = body as { name: string; clientRequestId?: string };
    if (!/^[a-z]([-a-z0-9]{0,1022}[a-z0-9])?$/.test(name))
      throw new GoogleError(400, `The job name ${name} is invalid.`);
    const active = store.jobs.find(
      (job) => job.name === name && job.location === location && !ENDED.has(job.currentState),
    );
    // the existing job is returned: Beam sees by its clientRequestId that it is not its own
    const job =
      active ?? newDataflowJob({ projectId: project, location, name, ...(clientRequestId ? { clientRequestId } : {}) });
    if (!active) store.jobs.push(job);
    response.json(job);
  });
  router.get(`${JOBS}/:id`, ({ params }, response) => void response.json(find(params as Record<string, string>)));
  router.get(`${JOBS}/:id/metrics`, ({ params }, response) => {
    const job = find(params as Record<string, string>);
    const metrics = store.metrics.get(job.id) ?? [];
    response.json({ metricTime: new Date().toISOString(), ...(metrics.length > 0 ? { metrics } : {}) });
  });
  router.get(`${JOBS}/:id/messages`, (_request, response) => void response.json({}));
  router.put(`${JOBS}/:id`, express.json(), ({ params, body }, response) => {
    const job = find(params as Record<string, string>);
    if (!CANCELLED.has((body as { requestedState?: unknown }).requestedState))
      throw new GoogleError(400, 'Only requestedState JOB_STATE_CANCELLED is understood here.');
    if (!ENDED.has(job.currentState)) {
      job.requestedState = 'JOB_STATE_CANCELLED';
      job.currentState = store.stateWhenCancelled;
      job.currentStateTime = new Date().toISOString();
    }
    response.json({ id: job.id, projectId: job.projectId, requestedState: 'JOB_STATE_CANCELLED' });
  });
  return router;
}

function passes(filter: string, job: DataflowJob): boolean {
  const name = /^\d+$/.test(filter) ? FILTERS[Number(filter)] : filter;
  if (name === 'ACTIVE') return !ENDED.has(job.currentState);
  return name === 'TERMINATED' ? ENDED.has(job.currentState) || job.currentState === 'JOB_STATE_STOPPED' : true;
}
