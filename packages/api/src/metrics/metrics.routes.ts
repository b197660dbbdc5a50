import { readMetrics } from '@pangeo-forge/db/api/read-metrics';
import { Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/define-route.ts';

export const metricsRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'read_metrics',
    summary: 'The state of the whole system, for Prometheus',
    tags: ['ops'],
    access: 'ops',
    freshMs: 0,
    answers: { description: 'Prometheus’s text format.', schema: z.string(), contentTypes: ['text/plain'] },
    async handle({ parts }) {
      const registry = await gather(await readMetrics(parts.database.pool));
      return { body: await registry.metrics(), type: registry.contentType };
    },
  }),
];

async function gather(metrics: Awaited<ReturnType<typeof readMetrics>>): Promise<Registry> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `pangeo_forge_${name}`, help, labelNames, registers: [registry] });

  const work = gauge('work', 'Work that is not done', ['kind', 'state']);
  for (const { count, ...labels } of metrics.work) work.set(labels, count);
  const overdue = gauge('work_overdue_seconds', 'How long the oldest due work has been due', ['kind']);
  for (const { seconds, ...labels } of metrics.overdueSeconds) overdue.set(labels, seconds);
  const runs = gauge('recipe_runs', 'Recipe runs', ['status', 'conclusion']);
  for (const { count, ...labels } of metrics.runs) runs.set(labels, count);
  const durations = gauge('recipe_run_duration_seconds', 'Runs that ended within a day', ['bakery', 'quantile']);
  for (const { seconds, ...labels } of metrics.durations) durations.set(labels, seconds);
  const invocations = gauge('invocations', 'Calls of the runner that wait or run', ['state']);
  for (const { count, ...labels } of metrics.invocations) invocations.set(labels, count);
  gauge('unhandled_deliveries', 'Webhook deliveries received and not handled').set(metrics.unhandledDeliveries);
  const events = gauge('events', 'Events counted since the beginning', ['name']);
  for (const [name, count] of Object.entries(metrics.counters)) events.set({ name }, count);
  return registry;
}
