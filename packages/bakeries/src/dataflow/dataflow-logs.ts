import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { BAKERY_LOG_SOURCES } from '@pangeo-forge/shared/logs/log-sources';
import { SEVERITIES } from '@pangeo-forge/shared/logs/severity';
import { z } from 'zod';
import type { FailureSummary, LogLine, LogQuery } from '../bakery.ts';
import { connectGoogle, type GoogleAccess } from './google-api.ts';

/** `entries.list` of Cloud Logging's REST API v2, as far as it is read here. */
const pageSchema = z.object({
  entries: z
    .array(
      z.object({
        logName: z.string().default(''),
        severity: z.string().default('DEFAULT'),
        timestamp: z.string().optional(),
        textPayload: z.string().optional(),
        jsonPayload: z.looseObject({ message: z.unknown() }).optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});
type Entry = z.infer<typeof pageSchema>['entries'][number];

export interface DataflowLogs {
  /** @throws AppError `invalid_input` for a source or severity that does not exist, and see `GoogleApi`. */
  read(jobId: string, since: Date, query: LogQuery): Promise<LogLine[]>;
  explainFailure(jobId: string, since: Date): Promise<FailureSummary>;
}

const SERVICE = { name: 'Cloud Logging', url: 'https://logging.googleapis.com' };
const PAGE_LINES = 1_000;
const MAX_PAGES = 20;
/** After this no further page is asked for: what was read so far is the answer. */
const READ_LIMIT_MS = 40_000;
const WORKER_ERRORS = 20;
const JOB_ERRORS = 5;

/** A job's logs in Cloud Logging. */
export function createDataflowLogs(access: GoogleAccess): DataflowLogs {
  const call = connectGoogle(access, SERVICE);

  async function read(jobId: string, since: Date, query: LogQuery): Promise<LogLine[]> {
    const question = {
      resourceNames: [`projects/${access.projectId}`],
      filter: filterOf(jobId, since, query),
      orderBy: `timestamp ${query.newestFirst ? 'desc' : 'asc'}`,
    };
    const startedAt = performance.now();
    const lines: LogLine[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < MAX_PAGES && lines.length < query.limit; page++) {
      const pageSize = Math.min(PAGE_LINES, query.limit - lines.length);
      const body = { ...question, pageSize, ...(pageToken ? { pageToken } : {}) };
      const answer = pageSchema.safeParse(await call('/v2/entries:list', { method: 'POST', body }));
      if (!answer.success)
        throw new AppError('bakery_unavailable', 'Cloud Logging answered in a form that is not understood here.', {
          context: { problem: z.prettifyError(answer.error).slice(0, 1_000) },
        });
      lines.push(...answer.data.entries.map(lineOf));
      pageToken = answer.data.nextPageToken;
      if (!pageToken || performance.now() - startedAt > READ_LIMIT_MS) break;
    }
    return lines.slice(0, query.limit);
  }

  return {
    read,
    async explainFailure(jobId, since) {
      const errors = { severity: 'ERROR', newestFirst: true };
      const workers = await read(jobId, since, { ...errors, source: 'worker', limit: WORKER_ERRORS });
      const messages = await read(jobId, since, { ...errors, source: 'job-message', limit: JOB_ERRORS });
      const texts = [...workers, ...messages].map(({ text }) => text);
      const traceback = texts.map(lastTraceback).find((found) => found !== null) ?? null;
      const reason = traceback?.trimEnd().split('\n').at(-1) ?? messages[0]?.text.split('\n')[0] ?? null;
      return { reason, traceback };
    },
  };
}

const CLOCK_SKEW_MS = 3_600_000;

/** Names a timestamp always: it bounds what Cloud Logging searches. */
function filterOf(jobId: string, since: Date, { source, severity }: LogQuery): string {
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
    `timestamp>="${new Date(since.getTime() - CLOCK_SKEW_MS).toISOString()}"`,
  ].join(' AND ');
}

/** The text is in `textPayload` for job-message, in `jsonPayload.message` for the other logs. */
function lineOf({ logName, severity, timestamp, textPayload, jsonPayload }: Entry): LogLine {
  const message = jsonPayload?.message;
  return {
    time: timestamp ? new Date(timestamp).toISOString() : '',
    severity,
    source: decodeURIComponent(logName).split('/').at(-1) ?? '',
    text: textPayload ?? (typeof message === 'string' ? message : ''),
  };
}

const TRACEBACK_START = 'Traceback (most recent call last):';
const MAX_TRACEBACK_CHARACTERS = 20_000;

/** The last Python traceback in a text, with the line that names the error; null when there is none. */
function lastTraceback(text: string): string | null {
  const at = text.lastIndexOf(TRACEBACK_START);
  if (at < 0) return null;
  const lines = text.slice(at).split('\n');
  const end = lines.findIndex((line, index) => index > 0 && line !== '' && !/^\s/.test(line));
  return lines
    .slice(0, end < 0 ? lines.length : end + 1)
    .join('\n')
    .slice(-MAX_TRACEBACK_CHARACTERS);
}
