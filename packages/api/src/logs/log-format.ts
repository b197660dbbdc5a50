import type { LogEntry, LogPlace } from '@pangeo-forge/db/logs/read-log';
import type { Request } from 'express';

export type LogFormatName = 'text' | 'jsonl' | 'sse';

/** How entries are written to a reader. */
export interface LogFormat {
  contentType: string;
  entry(entry: LogEntry): string;
  /** Keeps the connection open, in formats that have an empty message. */
  heartbeat: string;
  end(run: { status: string; conclusion: string | null }): string;
}

export const LOG_FORMATS: Record<LogFormatName, LogFormat> = {
  text: {
    contentType: 'text/plain; charset=utf-8',
    entry: ({ lines }) => `${lines}\n`,
    heartbeat: '',
    end: () => '',
  },
  jsonl: {
    contentType: 'application/x-ndjson',
    entry: (entry) =>
      entry.lines
        .split('\n')
        .map((line) => `${JSON.stringify({ time: entry.writtenAt, severity: entry.severity, line })}\n`)
        .join(''),
    heartbeat: '\n',
    end: () => '',
  },
  sse: {
    contentType: 'text/event-stream',
    entry: (entry) =>
      event(
        'log',
        { time: entry.writtenAt, severity: entry.severity, lines: entry.lines.split('\n') },
        placeText(entry.place),
      ),
    heartbeat: ': still here\n\n',
    end: ({ status, conclusion }) => event('end', { status, conclusion }),
  },
};

/** The format from the query, else from the Accept header, else text. */
export function formatFor(request: Request, named: LogFormatName | undefined): LogFormatName {
  if (named) return named;
  switch (request.accepts('text/plain', 'application/x-ndjson', 'text/event-stream')) {
    case 'application/x-ndjson':
      return 'jsonl';
    case 'text/event-stream':
      return 'sse';
    default:
      return 'text';
  }
}

/** The id of an event, which browsers send back as `Last-Event-ID` when they reconnect. */
export function placeText({ invocation, attempt, sequence }: LogPlace): string {
  return `${invocation}-${attempt}-${sequence}`;
}

export function readPlace(text: string | undefined): LogPlace | null {
  const parts = /^(\d{1,15})-(\d{1,9})-(\d{1,9})$/.exec(text ?? '');
  return parts ? { invocation: Number(parts[1]), attempt: Number(parts[2]), sequence: Number(parts[3]) } : null;
}

function event(name: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
