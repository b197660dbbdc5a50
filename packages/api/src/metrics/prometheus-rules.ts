import { ALERT_RULES, type AlertRule } from './alert-rules.ts';

/** The rules as Prometheus loads them, with one more: that there is nothing to look at. */
export function prometheusRules(): object {
  const away = {
    alert: 'ApiAway',
    expr: 'absent(pangeo_forge_dispatching_stopped)',
    for: '5m',
    labels: { severity: 'page' },
    annotations: {
      summary: 'The API does not tell how the system is.',
      description:
        'See whether a process of type web or api is up, and whether Prometheus has a key with the scope ops.',
    },
  };
  return { groups: [{ name: 'pangeo-forge', rules: [away, ...ALERT_RULES.map(ruleOf)] }] };
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
