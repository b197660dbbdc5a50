import express, { type Express } from 'express';
import type { NotificationFaults } from '../pubsub/push-subscription.ts';
import type { LoopbackGoogle } from './loopback-google.ts';

/**
 * `POST /faults` (`{"loss": 0.3, "duplication": 0.3, "delayMs": 2000}`, each or all) and `POST /outage` (`{"outage": 503}`, `"cut"` or null) break and mend
 * things; `GET /state` tells each job's state and what became of the notifications.
 */
export function googleControls({
  dataflow,
  setFaults,
  counts,
}: Pick<LoopbackGoogle, 'dataflow' | 'setFaults' | 'counts'>): Express {
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
