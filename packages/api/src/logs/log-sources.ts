/** What a bakery's workers write; reading them needs a key. */
export const BAKERY_SOURCES = [
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

export type BakerySource = (typeof BAKERY_SOURCES)[number];

/** `runner` is the output of pangeo-forge-runner, redacted, which anybody may read. */
export const LOG_SOURCES = ['runner', ...BAKERY_SOURCES] as const;
