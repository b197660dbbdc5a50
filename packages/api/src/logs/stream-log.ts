import { once } from 'node:events';
import type { LogRun } from '@pangeo-forge/db/logs/find-log-run';
import type { LogEntry, LogPlace, LogQuery } from '@pangeo-forge/db/logs/read-log';
import type { Response } from 'express';
import type { LogFollowers } from './log-followers.ts';
import type { LogFormat } from './log-format.ts';
import type { RenderOnce } from './render-once.ts';

export interface LogStream {
  response: Response;
  run: LogRun;
  query: LogQuery;
  format: LogFormat;
  /** The first entries, redacted, such as the last lines. */
  first: readonly LogEntry[];
  /** The rest is read after this place. */
  place: LogPlace | null;
  follow: boolean;
  followers: LogFollowers;
  renderOnce: RenderOnce;
  /** Knows what came before. */
  redact: (piece: string) => string;
}

/** Heroku cuts a connection that is silent for 55 s. */
const HEARTBEAT_MS = 15_000;

/** Writes the log to the response, never faster than it is read, to its end: with `follow`, until the run has ended. */
export async function streamLog(stream: LogStream): Promise<void> {
  const { response, format } = stream;
  const disconnected = new AbortController();
  response.on('close', () => disconnected.abort());
  response.writeHead(200, {
    'content-type': format.contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // for proxies that would wait for more
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (format.heartbeat && !response.writableNeedDrain) response.write(format.heartbeat);
  }, HEARTBEAT_MS);
  try {
    const end = await writeUntilEnd(stream, disconnected.signal);
    if (end) response.write(format.end(end));
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

/** How the run ended; null when the reader has disconnected. */
async function writeUntilEnd(
  stream: LogStream,
  disconnected: AbortSignal,
): Promise<Pick<LogRun, 'status' | 'conclusion'> | null> {
  const { response, run, query, format, follow, followers, renderOnce, redact } = stream;
  let { place } = stream;
  let last = place;
  let end: Pick<LogRun, 'status' | 'conclusion'> = run;
  for (const entry of stream.first) await write(response, format.entry(entry), disconnected);
  for (;;) {
    let entries = await followers.readBehind(query, place);
    while (entries.length > 0 && !disconnected.aborted) {
      for (const entry of entries) {
        await write(response, renderOnce.entry(format, entry, redact(entry.lines)), disconnected);
        place = entry.place;
      }
      entries = await followers.readBehind(query, place);
    }
    if (disconnected.aborted) return null;
    if (!follow || end.status === 'completed') return end;
    const news = await followers.news(query.runId, last, disconnected);
    if (!news) return null;
    end = news;
    last = news.last; // entries that the query skips are not new the next time
  }
}

async function write(response: Response, text: string | Buffer, disconnected: AbortSignal): Promise<void> {
  if (disconnected.aborted || response.write(text)) return;
  await once(response, 'drain', { signal: disconnected }).catch(() => {});
}
