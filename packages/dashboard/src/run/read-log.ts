import { createEventReader } from '../browser/event-stream.ts';
import type { ApiReader } from '../api/api-reader.ts';
import { ApiFailure } from '../api/api-failure.ts';

export interface LogEntry {
  /** UTC. */
  time: string;
  severity: string;
  lines: string[];
}

export interface LogTail {
  entries: LogEntry[];
  lineCount: number;
  /** Where a follower goes on. */
  lastId: string | null;
}

/** The last lines of what the runner wrote; null when they are not to be had now, which is no reason to show no page. */
export async function readLog(api: ApiReader, runId: number, lines: number): Promise<LogTail | null> {
  try {
    const text = await api.text(`/recipe_runs/${runId}/logs`, { source: 'runner', format: 'sse', limit: lines });
    return readTail(text);
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}

function readTail(text: string): LogTail {
  const tail: LogTail = { entries: [], lineCount: 0, lastId: null };
  for (const { id, event, data } of createEventReader()(text)) {
    if (event !== 'log') continue;
    const entry = JSON.parse(data) as LogEntry;
    tail.entries.push(entry);
    tail.lineCount += entry.lines.length;
    tail.lastId = id ?? tail.lastId;
  }
  return tail;
}
