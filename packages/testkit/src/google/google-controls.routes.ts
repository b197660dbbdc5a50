import express, { type Express } from 'express';
import type { LoopbackDataflow } from '../dataflow/loopback-dataflow.ts';
import type { NotificationCounts, NotificationFaults } from '../pubsub/push-subscription.ts';

/** What can be broken, and counted. */
export interface GoogleControls {
  dataflow: LoopbackDataflow;
  setFaults(faults: Partial<NotificationFaults>): void;
  counts(): NotificationCounts;
}

/**
 * The controls over HTTP: `POST /faults` (`{"loss": 0.3, "duplication": 0.3, "delayMs": 2000}`, any of them) and `POST
 * /outage` (`{"outage": 503}`, `"cut"`, or null to end it); `GET /state` has each job's state and the counts of
 * notifications.
 */
export function googleControls({ dataflow, setFaults, counts }: GoogleControls): Express {
  const app = express();
  app.use(express.json());
  app.post('/faults', ({ body }, response) => {
    setFaults(body as Partial<NotificationFaults>);
    response.json({});
  });
  app.post('/outage', ({ body }, response) => {
    dataflow.setOutage((body as { outage: number | 'cut' | null }).outage);
    response.json({});
  });
  app.get('/state', (_request, response) => {
    const jobs = dataflow.jobs().map(({ id, name, currentState }) => ({ id, name, state: currentState }));
    response.json({ jobs, notifications: counts(), requests: dataflow.requests().length });
  });
  return app;
}
