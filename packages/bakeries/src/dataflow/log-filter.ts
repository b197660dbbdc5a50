import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { BAKERY_LOG_SOURCES } from '@pangeo-forge/shared/logs/log-sources';
import { SEVERITIES } from '@pangeo-forge/shared/logs/severity';

export interface LogFilterParts {
  jobId: string;
  source?: string | undefined;
  severity?: string | undefined;
  since: Date;
}

const CLOCKS_DIFFER_MS = 3_600_000;

/**
 * Cloud Logging's filter for the logs of a job. It always names a timestamp: the client library would otherwise look no further back than 24 hours.
 * @throws AppError `invalid_input` for a source or severity that does not exist.
 */
export function logFilter({ jobId, source, severity, since }: LogFilterParts): string {
  if (source !== undefined && !BAKERY_LOG_SOURCES.some((known) => known === source))
    throw new AppError('invalid_input', `There is no log source "${source}". Known: ${BAKERY_LOG_SOURCES.join(', ')}.`);
  const level = severity?.toUpperCase();
  if (level !== undefined && !SEVERITIES.some((known) => known === level))
    throw new AppError('invalid_input', `There is no severity "${severity}". Known: ${SEVERITIES.join(', ')}.`);
  const logs = (source ? [source] : BAKERY_LOG_SOURCES).map((name) => `log_id("dataflow.googleapis.com/${name}")`);
  return [
    'resource.type="dataflow_step"',
    `resource.labels.job_id=${JSON.stringify(jobId)}`,
    logs.length === 1 ? logs[0] : `(${logs.join(' OR ')})`,
    ...(level ? [`severity>=${level}`] : []),
    `timestamp>="${new Date(since.getTime() - CLOCKS_DIFFER_MS).toISOString()}"`,
  ].join(' AND ');
}
