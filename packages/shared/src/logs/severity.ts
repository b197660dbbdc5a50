/** From the least to the worst; the names are those of Google's logs, which bakeries write. */
export const SEVERITIES = [
  'DEFAULT',
  'DEBUG',
  'INFO',
  'NOTICE',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'ALERT',
  'EMERGENCY',
] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The severity and all that are worse. */
export function atLeast(severity: Severity): Severity[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(severity));
}
