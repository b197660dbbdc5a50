import { randomBytes } from 'node:crypto';
import express from 'express';
import { serveOnLoopback } from '../network/serve-on-loopback.ts';

export interface LoopbackFlink {
  url: string;
  /** A job as Beam submits it: with a name that is not ours. */
  submit(name?: string): string;
  /** Ids, oldest first; of the cluster of this name only, if one is given. */
  jobs(cluster?: string): string[];
  /** `RUNNING`, `FINISHED`, `FAILED`, `CANCELED`, … */
  setState(jobId: string, state: string, rootException?: string): void;
  stateOf(jobId: string): string | undefined;
  /** As Flink does an hour after the end. */
  forget(jobId: string): void;
  setOutage(status: number | null): void;
  stop(): Promise<void>;
}

interface FlinkJob {
  jid: string;
  name: string;
  state: string;
  'start-time': number;
  rootException: string | null;
  /** Base of the URLs of its cluster; null for one that is in all clusters. */
  cluster: string | null;
}

const BEAM_APP = 'BeamApp-root-1121031400-1a2b3c';
const ENDED = ['FINISHED', 'FAILED', 'CANCELED'];

export interface LoopbackFlinkOptions {
  /** `Authorization` that every request must carry. */
  authorization?: string;
}

/** The REST API of a Flink session cluster, as version 1.20 answers; below `/clusters/{any name}` those of many. */
export async function startLoopbackFlink({ authorization }: LoopbackFlinkOptions = {}): Promise<LoopbackFlink> {
  const jobs = new Map<string, FlinkJob>();
  const submit = (name: string, cluster: string | null): string => {
    const jid = randomBytes(16).toString('hex');
    jobs.set(jid, { jid, name, state: 'RUNNING', 'start-time': Date.now() + jobs.size, rootException: null, cluster });
    return jid;
  };
  const jobsIn = (base: string) => [...jobs.values()].filter(({ cluster }) => cluster === null || cluster === base);
  let outage: number | null = null;
  const app = express();
  app.use((request, response, next) => {
    if (outage !== null) response.status(outage).json({ errors: ['Service temporarily unavailable.'] });
    else if (authorization !== undefined && request.get('authorization') !== authorization) response.status(401).end();
    else next();
  });
  app.get('/jobs/overview', ({ baseUrl }, response) => void response.json({ jobs: jobsIn(baseUrl).map(detailsOf) }));
  app.param('id', (_request, response, next, id: string) => {
    if (jobs.has(id)) next();
    else response.status(404).json({ errors: [`Job ${id} not found`] });
  });
  const jobOf = (id: string) => jobs.get(id) as FlinkJob;
  app.get(
    '/jobs/:id',
    ({ params }, response) => void response.json({ ...detailsOf(jobOf(params.id)), isStoppable: false, vertices: [] }),
  );
  app.get('/jobs/:id/exceptions', ({ params }, response) => {
    const { rootException } = jobOf(params.id);
    response.json({ 'root-exception': rootException, timestamp: Date.now(), 'all-exceptions': [], truncated: false });
  });
  app.patch('/jobs/:id', ({ params }, response) => {
    const job = jobOf(params.id);
    if (!ENDED.includes(job.state)) job.state = 'CANCELED';
    response.status(202).json({});
  });
  app.use(jarRoutes((base) => submit(BEAM_APP, base.startsWith('/clusters/') ? base : null)));
  const server = await serveOnLoopback(express().use('/clusters/:deployment', app).use('/v1', app).use(app));
  return {
    url: server.url,
    submit: (name = BEAM_APP) => submit(name, null),
    jobs: (cluster) =>
      (cluster === undefined ? [...jobs.values()] : jobsIn(`/clusters/${cluster}`)).map(({ jid }) => jid),
    setState(jobId, state, rootException) {
      Object.assign(jobOf(jobId), { state, rootException: rootException ?? null });
    },
    stateOf: (jobId) => jobs.get(jobId)?.state,
    forget: (jobId) => void jobs.delete(jobId),
    setOutage(status) {
      outage = status;
    },
    stop: () => server.close(),
  };
}

/** As Beam submits a pipeline: a jar is uploaded (and discarded here), then run. */
function jarRoutes(submit: (base: string) => string): express.Router {
  const router = express.Router();
  router.get('/config', (_request, response) => void response.json({ 'flink-version': '1.16.3' }));
  router.post('/jars/upload', (request, response) => {
    request.resume().on('end', () => response.json({ filename: '/tmp/flink-web/1_beam.jar', status: 'success' }));
  });
  router.post('/jars/:jar/run', ({ baseUrl }, response) => void response.json({ jobid: submit(baseUrl) }));
  router.delete('/jars/:jar', (_request, response) => void response.json({}));
  router.get('/jobs/:id/execution-result', (_request, response) => {
    response.json({ status: { id: 'IN_PROGRESS' } });
  });
  return router;
}

function detailsOf(job: FlinkJob) {
  const ended = ENDED.includes(job.state);
  return {
    jid: job.jid,
    name: job.name,
    state: job.state,
    'start-time': job['start-time'],
    'end-time': ended ? Date.now() : -1,
    duration: Math.max(0, Date.now() - job['start-time']),
    'last-modification': Date.now(),
    tasks: { total: 1, running: ended ? 0 : 1 },
  };
}
