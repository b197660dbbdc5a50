import { countReadyWork } from '@pangeo-forge/db/work/count-ready-work';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { judgeAlerts } from './alert-rules.ts';
import { readGauges } from './read-gauges.ts';

const alertSchema = z
  .object({
    name: z.string(),
    severity: z.enum(['page', 'ticket']),
    is_firing: z.boolean(),
    value: z.number().nullable().meta({ description: 'The worst there is now.' }),
    labels: z.record(z.string(), z.string()).meta({ description: 'Of the series with this value.' }),
    summary: z.string(),
    action: z.string().meta({ description: 'What to do.' }),
  })
  .meta({ id: 'Alert' });

const readyWorkSchema = z
  .object({
    orchestrate: z.int().meta({ description: 'For processes `worker`, with `WORKER_CONCURRENCY` slots each.' }),
    run: z.int().meta({ description: 'For processes `runner`, with `RUNNER_SLOTS` slots each.' }),
  })
  .meta({ id: 'ReadyWork' });

export const metricsRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'read_metrics',
    summary: 'The state of the system, for Prometheus',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    freshMs: 0,
    answers: { description: 'Prometheus’s text format.', schema: z.string(), contentTypes: ['text/plain'] },
    async handle({ parts }) {
      const registry = await readGauges(parts);
      return { body: await registry.metrics(), type: registry.contentType };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/ops/ready-work',
    operationId: 'read_ready_work',
    summary: 'How much work could be done now, for autoscalers',
    description: 'Work that a worker could take now or has taken, by role: compare it with the slots of your workers.',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    freshMs: 0,
    answers: { description: 'Rows of work.', schema: readyWorkSchema },
    async handle({ parts }) {
      return json(await countReadyWork(parts.database.pool));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/ops/alerts',
    operationId: 'list_alerts',
    summary: 'What Prometheus would alert about, without Prometheus',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    answers: { description: 'Every rule, and whether it holds now.', schema: z.array(alertSchema) },
    async handle({ parts }) {
      const alerts = await judgeAlerts(await readGauges(parts));
      return json(alerts.map(({ isFiring, ...alert }) => ({ ...alert, is_firing: isFiring })));
    },
  }),
];
