import type { Entry } from '@google-cloud/logging';
import type { FailureSummary, LogLine, LogQuery } from '../bakery.ts';
import { lastTraceback } from './last-traceback.ts';
import { googleClientOptions, type GoogleAccess } from './google-auth.ts';
import { googleError } from './google-error.ts';
import { logFilter } from './log-filter.ts';

export interface DataflowLogs {
  read(jobId: string, since: Date, query: LogQuery): Promise<LogLine[]>;
  explainFailure(jobId: string, since: Date): Promise<FailureSummary>;
  close(): Promise<void>;
}

const PAGE_LINES = 1_000;
const MOST_PAGES = 20;
const CALL_LIMIT_MS = 20_000;
const WORKER_ERRORS = 20;
const JOB_ERRORS = 5;

/** A job's logs in Cloud Logging. */
export function createDataflowLogs(access: GoogleAccess): DataflowLogs {
  let client: ReturnType<typeof openClient> | null = null;
  const open = () => (client ??= openClient(access));

  async function read(jobId: string, since: Date, query: LogQuery): Promise<LogLine[]> {
    const filter = logFilter({ jobId, source: query.source, severity: query.severity, since });
    const lines: LogLine[] = [];
    let pageToken: string | undefined;
    try {
      const logging = await open();
      for (let page = 0; page < MOST_PAGES && lines.length < query.limit; page++) {
        const [entries, , answer] = await logging.getEntries({
          resourceNames: [`projects/${access.projectId}`],
          filter,
          orderBy: `timestamp ${query.newestFirst ? 'desc' : 'asc'}`,
          pageSize: Math.min(PAGE_LINES, query.limit - lines.length),
          autoPaginate: false,
          gaxOptions: { timeout: CALL_LIMIT_MS, autoPaginate: false },
          ...(pageToken ? { pageToken } : {}),
        });
        lines.push(...entries.map(lineOf));
        pageToken = answer?.nextPageToken || undefined;
        if (!pageToken) break;
      }
    } catch (error) {
      throw googleError('Cloud Logging', error);
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
      const said = traceback?.trimEnd().split('\n').at(-1) ?? messages[0]?.text.split('\n')[0] ?? null;
      return { reason: said, traceback };
    },
    close: async () => {
      client = null;
    },
  };
}

async function openClient(access: GoogleAccess) {
  const { Logging } = await import('@google-cloud/logging');
  return new Logging({ ...(await googleClientOptions(access)), autoRetry: false });
}

/** Text stands in `textPayload` for job-message, in `jsonPayload.message` for the other logs. */
function lineOf({ data, metadata }: Entry): LogLine {
  const payload: unknown = data;
  const text = typeof payload === 'string' ? payload : ((payload as { message?: string } | null)?.message ?? '');
  const time = metadata.timestamp as Date | string | null | undefined;
  return {
    time: time ? new Date(time).toISOString() : '',
    severity: String(metadata.severity ?? 'DEFAULT'),
    source:
      decodeURIComponent(String(metadata.logName ?? ''))
        .split('/')
        .at(-1) ?? '',
    text,
  };
}
