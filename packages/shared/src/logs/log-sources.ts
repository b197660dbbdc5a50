/** The logs that a Dataflow job writes, by the last part of their name; reading them needs a key. */
export const BAKERY_LOG_SOURCES = [
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

export type BakeryLogSource = (typeof BAKERY_LOG_SOURCES)[number];

/** `runner` is the output of pangeo-forge-runner, redacted, and public. */
export const LOG_SOURCES = ['runner', ...BAKERY_LOG_SOURCES] as const;
