import express, { Router } from 'express';
import { GoogleError } from './google-error.ts';

export interface LogEntry {
  jobId: string;
  /** `worker`, `job-message`, … */
  source: string;
  severity: string;
  text: string;
  /** ISO 8601. */
  time: string;
}

const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];
const TERM =
  /^(?:resource\.type="dataflow_step"|resource\.labels\.job_id="([^"]*)"|\(?(?:log_id\("dataflow\.googleapis\.com\/[a-z-]+"\)(?: OR )?)+\)?|severity>=([A-Z]+)|timestamp ?>= ?"([^"]+)")$/;

/**
 * `entries.list` of Cloud Logging for the filters that the orchestrator writes. Any other is refused, so that none is
 * misread.
 */
export function loggingRoutes(projectId: string, entries: readonly LogEntry[]): Router {
  const router = Router();
  router.post('/v2/entries\\:list', express.json(), ({ body }, response) => {
    const { filter, orderBy, pageSize, pageToken, resourceNames } = body as {
      filter: string;
      orderBy: string;
      pageSize?: number;
      pageToken?: string;
      resourceNames: string[];
    };
    if (!resourceNames.includes(`projects/${projectId}`))
      throw new GoogleError(403, 'The caller does not have permission.');
    const matching = entries.filter(parseFilter(filter)).toSorted((a, b) => a.time.localeCompare(b.time));
    if (orderBy === 'timestamp desc') matching.reverse();
    const from = Number(pageToken || 0);
    const size = pageSize || 50;
    const page = matching.slice(from, from + size).map((entry, index) => asEntry(projectId, entry, from + index));
    response.json({
      ...(page.length > 0 ? { entries: page } : {}),
      ...(from + size < matching.length ? { nextPageToken: String(from + size) } : {}),
    });
  });
  return router;
}

function parseFilter(filter: string): (entry: LogEntry) => boolean {
  const sources = [...filter.matchAll(/log_id\("dataflow\.googleapis\.com\/([a-z-]+)"\)/g)].map(([, source]) => source);
  const terms = filter.split(' AND ').map((term) => {
    const match = TERM.exec(term);
    if (!match) throw new GoogleError(400, `Unparseable filter: ${term}`);
    return match;
  });
  const jobId = terms.find((term) => term[1] !== undefined)?.[1];
  const level = SEVERITIES.indexOf(terms.find((term) => term[2] !== undefined)?.[2] ?? 'DEFAULT');
  const since = terms.map((term) => term[3] ?? '').reduce((latest, time) => (time > latest ? time : latest));
  return (entry) =>
    entry.jobId === jobId &&
    (sources.length === 0 || sources.includes(entry.source)) &&
    SEVERITIES.indexOf(entry.severity) >= level &&
    entry.time >= since;
}

function asEntry(projectId: string, { jobId, source, severity, text, time }: LogEntry, index: number) {
  return {
    logName: `projects/${projectId}/logs/dataflow.googleapis.com%2F${source}`,
    resource: { type: 'dataflow_step', labels: { job_id: jobId, project_id: projectId } },
    timestamp: time,
    severity,
    insertId: `entry-${index}`,
    ...(source === 'job-message' ? { textPayload: text } : { jsonPayload: { message: text } }),
  };
}
