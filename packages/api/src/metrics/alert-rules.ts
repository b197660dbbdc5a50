import type { Registry } from 'prom-client';

/**
 * When an operator should act: a condition on one metric. Prometheus's rules and `GET /ops/alerts` are both generated
 * from these.
 */
export interface AlertRule {
  name: string;
  metric: string;
  /** Which of its series; all when it has none. */
  labels?: Readonly<Record<string, string>>;
  is: 'above' | 'below';
  threshold: number;
  /** How long the condition must hold before Prometheus fires. */
  forMinutes: number;
  severity: 'page' | 'ticket';
  summary: string;
  /** What to do. */
  action: string;
}

export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: 'WorkOverdue',
    metric: 'pangeo_forge_work_overdue_seconds',
    is: 'above',
    threshold: 300,
    forMinutes: 5,
    severity: 'page',
    summary: 'No worker takes due work.',
    action:
      'See whether processes of the roles orchestrate and run are up, and whether they are too few; or whether `/ops` shows a paused queue.',
  },
  {
    name: 'DeliveriesUnhandled',
    metric: 'pangeo_forge_work_age_seconds',
    labels: { kind: 'deliveries', state: 'due' },
    is: 'above',
    threshold: 900,
    forMinutes: 5,
    severity: 'page',
    summary: 'A webhook has not been handled for a quarter of an hour.',
    action: 'Check `/ops` and the logs of role orchestrate.',
  },
  {
    name: 'WorkFailed',
    metric: 'pangeo_forge_work',
    labels: { state: 'failed' },
    is: 'above',
    threshold: 0,
    forMinutes: 5,
    severity: 'ticket',
    summary: 'Work failed and is not retried automatically.',
    action: 'Read the reason at `/ops`, fix the cause, and retry it there.',
  },
  {
    name: 'WorkRetrying',
    metric: 'pangeo_forge_work_retrying_seconds',
    is: 'above',
    threshold: 600,
    forMinutes: 1,
    severity: 'ticket',
    summary: 'Work has failed at each attempt for ten minutes, and is retried.',
    action: 'Read the error at `/ops` under Retried. An outage elsewhere needs nothing: work continues after its end.',
  },
  {
    name: 'InvocationsWaitLong',
    metric: 'pangeo_forge_work_age_seconds',
    labels: { kind: 'invocations', state: 'waiting' },
    is: 'above',
    threshold: 86_400,
    forMinutes: 60,
    severity: 'ticket',
    summary: 'A run has waited for its bakery for a day.',
    action: 'The page Bakeries shows the queue: raise `max_concurrent_runs`, or end the pause.',
  },
  {
    name: 'GitHubBudgetLow',
    metric: 'pangeo_forge_github_budget_left_ratio',
    labels: { limit: 'hour' },
    is: 'below',
    threshold: 0.1,
    forMinutes: 5,
    severity: 'ticket',
    summary: 'Less than a tenth of GitHub’s hourly budget is left: work waits for the next hour.',
    action: 'Nothing is lost. If it happens again, check which installation it is and what it does.',
  },
  {
    name: 'DispatchingStopped',
    metric: 'pangeo_forge_dispatching_stopped',
    is: 'above',
    threshold: 0,
    forMinutes: 240,
    severity: 'ticket',
    summary: 'An operator stopped dispatching hours ago.',
    action: 'Resume at `/ops`, or with `pangeo-forge queues resume`.',
  },
  {
    name: 'ProcessFailed',
    metric: 'pangeo_forge_process_failure_age_seconds',
    is: 'below',
    threshold: 3_600,
    forMinutes: 0,
    severity: 'ticket',
    summary: 'In the last hour a process had an unhandled error, or ended unexpectedly.',
    action: 'Nothing is lost. Find "unhandled error" or "ended" in its log, and report the stack that stands there.',
  },
  {
    name: 'RedisAway',
    metric: 'pangeo_forge_redis_up',
    is: 'below',
    threshold: 1,
    forMinutes: 5,
    severity: 'ticket',
    summary: 'Redis is unavailable: work starts some seconds later, and nothing is lost.',
    action: 'Start Redis again.',
  },
];

export interface Alert extends Pick<AlertRule, 'name' | 'severity' | 'summary' | 'action'> {
  isFiring: boolean;
  /** The worst current value; null when the metric has none. */
  value: number | null;
  /** The series with that value. */
  labels: Record<string, string>;
}

interface Series {
  value: number;
  labels: Record<string, string>;
}

/** The state of these rules now, without the time that Prometheus waits. */
export async function judgeAlerts(registry: Registry): Promise<Alert[]> {
  const metrics = await registry.getMetricsAsJSON();
  return ALERT_RULES.map((rule) => {
    const found = metrics.find(({ name }) => name === rule.metric) as { values: Series[] } | undefined;
    const worst = worstOf(rule, found?.values ?? []);
    const { name, severity, summary, action, is, threshold } = rule;
    const isFiring = worst !== null && (is === 'above' ? worst.value > threshold : worst.value < threshold);
    return { name, severity, summary, action, isFiring, value: worst?.value ?? null, labels: worst?.labels ?? {} };
  });
}

function worstOf({ labels = {}, is }: AlertRule, series: readonly Series[]): Series | null {
  const selected = series.filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value));
  const sorted = selected.toSorted((a, b) => (is === 'above' ? b.value - a.value : a.value - b.value));
  return sorted[0] ?? null;
}

/** The rules in Prometheus's format, with one more: that there are no metrics. */
export function prometheusRules(): object {
  const apiDown = {
    alert: 'ApiAway',
    expr: 'absent(pangeo_forge_dispatching_stopped)',
    for: '5m',
    labels: { severity: 'page' },
    annotations: {
      summary: 'The API reports no metrics.',
      description: 'Check that a process of type web or api is up, and that Prometheus has a key with the scope ops.',
    },
  };
  return { groups: [{ name: 'pangeo-forge', rules: [apiDown, ...ALERT_RULES.map(ruleOf)] }] };
}

function ruleOf({ name, metric, labels = {}, is, threshold, forMinutes, severity, summary, action }: AlertRule) {
  const series = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return {
    alert: name,
    expr: `${metric}${series.length > 0 ? `{${series.join(',')}}` : ''} ${is === 'above' ? '>' : '<'} ${threshold}`,
    for: `${forMinutes}m`,
    labels: { severity },
    annotations: { summary, description: action },
  };
}
