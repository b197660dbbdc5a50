import express, { type ErrorRequestHandler } from 'express';
import { serveOnLoopback } from '../network/serve-on-loopback.ts';
import { type DataflowJob, newDataflowJob } from './dataflow-job.ts';
import { GoogleError } from './google-error.ts';
import { type JobStore, jobsRoutes } from './jobs.routes.ts';
import { type LogEntry, loggingRoutes } from './logging.routes.ts';

export interface LoopbackDataflow {
  url: string;
  projectId: string;
  /** A job as the runner's Beam would make it. */
  submit(name: string, location?: string): DataflowJob;
  jobs(name?: string): readonly DataflowJob[];
  /** `DONE`, `FAILED`, … for the newest job of the name. */
  setState(name: string, state: string): void;
  /** Deletes the job, as Dataflow does 30 days after its end. */
  forget(name: string): void;
  log(entry: LogEntry): void;
  setMetric(name: string, metric: string, scalar: number): void;
  /** Of the newest job of the name. */
  setMachineType(name: string, machineType: string): void;
  /** Every request is answered with this status, or its connection `'cut'`; null ends the outage. */
  setOutage(outage: number | 'cut' | null): void;
  /** Only the creation of jobs fails; null ends that. */
  setRefusal(refusal: number | 'cut' | null): void;
  /** How long a new job stays out of lists. */
  setListedAfter(ms: number): void;
  /** First state of a cancelled job: `CANCELLING`, or `CANCELLED` at once (the default). */
  setStateWhenCancelled(state: 'CANCELLING' | 'CANCELLED'): void;
  /** `GET /v1b3/…`, in order. */
  requests(): readonly string[];
  stop(): Promise<void>;
}

export interface LoopbackDataflowOptions {
  projectId?: string;
  /** Other APIs on the same port, such as Cloud Storage for a real runner. */
  alsoServes?: readonly express.Router[];
}

const REGION = 'us-central1';

/** Google's Dataflow and Cloud Logging over REST on loopback. */
export async function startLoopbackDataflow(options: LoopbackDataflowOptions = {}): Promise<LoopbackDataflow> {
  const projectId = options.projectId ?? 'test-project';
  const store: JobStore = {
    jobs: [],
    listedAfterMs: 0,
    refusal: null,
    stateWhenCancelled: 'JOB_STATE_CANCELLED',
    metrics: new Map(),
  };
  const entries: LogEntry[] = [];
  const requests: string[] = [];
  let outage: number | 'cut' | null = null;
  const app = express();
  app.use((request, response, next) => {
    requests.push(`${request.method} ${request.originalUrl}`);
    if (outage === 'cut') request.socket.destroy();
    else if (outage === null) next();
    else response.status(outage).json(new GoogleError(outage, 'The service is currently unavailable.'));
  });
  app.use(jobsRoutes(store), loggingRoutes(projectId, entries), ...(options.alsoServes ?? []));
  app.use(
    (request, response) => void response.status(404).json(new GoogleError(404, `no such method: ${request.path}`)),
  );
  app.use(answerError);
  const server = await serveOnLoopback(app);
  const newestOf = (name: string): DataflowJob => {
    const job = store.jobs.findLast((known) => known.name === name);
    if (!job) throw new Error(`there is no job ${name}`);
    return job;
  };
  return {
    url: server.url,
    projectId,
    submit(name, location = REGION) {
      const job = newDataflowJob({ projectId, location, name });
      store.jobs.push(job);
      return job;
    },
    jobs: (name) => store.jobs.filter((job) => name === undefined || job.name === name),
    setState(name, state) {
      const job = newestOf(name);
      job.currentState = `JOB_STATE_${state}`;
      job.currentStateTime = new Date().toISOString();
    },
    forget(name) {
      store.jobs = store.jobs.filter((job) => job.name !== name);
    },
    log: (entry) => void entries.push(entry),
    setMetric(name, metric, scalar) {
      const { id } = newestOf(name);
      const metrics = store.metrics.get(id) ?? [];
      metrics.push({ name: { origin: 'dataflow/v1b3', name: metric, context: {} }, scalar });
      store.metrics.set(id, metrics);
    },
    setMachineType(name, machineType) {
      newestOf(name).environment = { workerPools: [{ kind: 'harness', machineType }] };
    },
    setOutage(next) {
      outage = next;
    },
    setRefusal(refusal) {
      store.refusal = refusal;
    },
    setListedAfter(ms) {
      store.listedAfterMs = ms;
    },
    setStateWhenCancelled(state) {
      store.stateWhenCancelled = `JOB_STATE_${state}`;
    },
    requests: () => requests,
    stop: () => server.close(),
  };
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const answer = error instanceof GoogleError ? error : new GoogleError(500, String(error));
  response.status(answer.code).json(answer);
};
