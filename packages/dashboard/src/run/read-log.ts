import { createEventReader } from '../browser/event-stream.ts';
import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import { answerOf } from '@pangeo-forge/api-client/answers';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';

export interface LogEntry {
  /** UTC. */
  time: string;
  severity: string;
  lines: string[];
}

export interface LogTail {
  entries: LogEntry[];
  lineCount: number;
  /** Where a follower continues. */
  lastId: string | null;
}

/**
 * The last lines of the runner's output; null when they are not available, so that the page can be shown without them.
 */
export async function readLog(api: ApiClient, runId: number, lines: number): Promise<LogTail | null> {
  try {
    const query = { source: 'runner', format: 'sse', limit: lines } as const;
    const call = api.GET('/recipe_runs/{id}/logs', { params: { path: { id: runId }, query }, parseAs: 'text' });
    return readTail(await answerOf(call));
  } catch (error) {
    if (error instanceof ApiRefusal) return null;
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
