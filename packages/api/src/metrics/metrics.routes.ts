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
