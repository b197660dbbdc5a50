import type { Registry } from 'prom-client';
import { ALERT_RULES, type AlertRule } from './alert-rules.ts';

export interface Alert extends Pick<AlertRule, 'name' | 'severity' | 'summary' | 'action'> {
  isFiring: boolean;
  /** The worst value there is now; null when the metric has none. */
  value: number | null;
  /** The series with that value. */
  labels: Record<string, string>;
}

interface Series {
  value: number;
  labels: Record<string, string>;
}

/** What Prometheus would tell of these rules if it looked now, without waiting for any time. */
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
  const meant = series.filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value));
  const sorted = meant.toSorted((a, b) => (is === 'above' ? b.value - a.value : a.value - b.value));
  return sorted[0] ?? null;
}
