import { readMetrics } from '@pangeo-forge/db/api/read-metrics';
import { countReadyWork } from '@pangeo-forge/db/work/count-ready-work';
import { readBudgets } from '@pangeo-forge/github/read-budgets';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import { writeToRedis } from '@pangeo-forge/shared/queues/write-probe';
import { Gauge, Registry } from 'prom-client';
import type { RouteParts } from '../api-parts.ts';

/** A Redis that takes longer hangs, and counts as unavailable. */
const REDIS_TIMEOUT_MS = 500;

/** Counters of processes that met an error which no code handled, or that ended and were started again. */
const PROCESS_FAILURE = /^(?:unhandled_error|unexpected_end) /;

type Labels = Record<string, string>;

/** The state of the system as gauges, including workers, which have no port. */
export async function readGauges({ database, redis }: Pick<RouteParts, 'database' | 'redis'>): Promise<Registry> {
  const metrics = await readMetrics(database.pool);
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) => {
    const made = new Gauge({ name: `pangeo_forge_${name}`, help, labelNames, registers: [registry] });
    return <Row>(rows: readonly Row[], seriesOf: (row: Row) => readonly [value: number, labels?: Labels]) => {
      for (const [value, labels = {}] of rows.map(seriesOf)) made.set(labels, value);
    };
  };
  const counted = <Row extends { count: number }>({ count, ...labels }: Row) => [count, labels as Labels] as const;
  const timed = <Row extends { seconds: number }>({ seconds, ...labels }: Row) => [seconds, labels as Labels] as const;

  gauge('work', 'Work that is not done', ['kind', 'state'])(metrics.work, counted);
  gauge('work_age_seconds', 'Age of the oldest such work', ['kind', 'state'])(metrics.ages, timed);
  gauge('work_overdue_seconds', 'How long the oldest due work has been due', ['kind'])(metrics.overdueSeconds, timed);
  gauge('work_retrying', 'Work whose last attempt failed and that is retried', ['kind'])(
    metrics.retrying,
    ({ kind, count }) => [count, { kind }],
  );
  gauge('work_retrying_seconds', 'How long the oldest such work has been retried', ['kind'])(
    metrics.retrying,
    ({ kind, seconds }) => [seconds, { kind }],
  );
  gauge('work_ready', 'Work that a worker could take now or has taken', ['role'])(
    Object.entries(await countReadyWork(database.pool)),
    ([role, count]) => [count, { role }],
  );
  gauge('unhandled_deliveries', 'Webhook deliveries received and not yet handled')([metrics.unhandledDeliveries], one);
  gauge('recipe_runs', 'Recipe runs', ['status', 'conclusion'])(metrics.runs, counted);
  const durations = gauge('recipe_run_duration_seconds', 'Runs that ended in the last day', ['bakery', 'quantile']);
  durations(metrics.durations, timed);
  const bakeryRuns = gauge('bakery_runs', 'Runs in progress at a bakery, and waiting for it', ['bakery', 'state']);
  bakeryRuns(metrics.bakeries, counted);
  gauge('invocations', 'Runner invocations that wait or run', ['state'])(metrics.invocations, counted);
  gauge('dispatching_stopped', '1 while an operator has stopped dispatching')([metrics.isStopped ? 1 : 0], one);
  const events = gauge('events', 'Events since the installation, such as deliveries_missed and deliveries_healed', [
    'name',
  ]);
  events(Object.entries(metrics.counters), ([name, count]) => [count, { name }]);
  const failures = gauge('process_failure_age_seconds', 'How long ago a process last failed', ['failure', 'process']);
  failures(
    Object.entries(metrics.counterAges).filter(([name]) => PROCESS_FAILURE.test(name)),
    ([name, seconds]) => {
      const [failure = '', process = ''] = name.split(' ');
      return [seconds, { failure, process }];
    },
  );

  const noBudgets = () => null;
  const budgets = await withTimeout(readBudgets(redis).catch(noBudgets), REDIS_TIMEOUT_MS, noBudgets);
  const written = writeToRedis(redis).then(
    () => true,
    () => false,
  );
  const takesWrites = await withTimeout(written, REDIS_TIMEOUT_MS, () => false);
  gauge('redis_up', '1 when Redis takes writes')([budgets && takesWrites ? 1 : 0], one);
  const left = gauge('github_budget_left', 'Requests left in the budget for GitHub', ['scope', 'limit']);
  left(budgets ?? [], (budget) => [budget.left, { scope: budget.scope, limit: budget.limit }]);
  const ratio = gauge('github_budget_left_ratio', 'The same as a part of the limit', ['scope', 'limit']);
  ratio(budgets ?? [], (budget) => [budget.left / budget.of, { scope: budget.scope, limit: budget.limit }]);
  return registry;
}

const one = (value: number) => [value] as const;
