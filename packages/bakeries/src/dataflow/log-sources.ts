/** The logs that a Dataflow job writes, by the last part of their name. */
export const LOG_SOURCES = [
  'job-message',
  'kubelet',
  'shuffler',
  'harness',
  'harness-startup',
  'vm-health',
  'vm-monitor',
  'resource',
  'agent',
  'docker',
  'system',
  'shuffler-startup',
  'worker',
] as const;

export type LogSource = (typeof LOG_SOURCES)[number];

export const LOG_SEVERITIES = [
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
