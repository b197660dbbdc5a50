import { type LogEntry, type LogPlace, type LogQuery, readLogBefore } from '@pangeo-forge/db/logs/read-log';
import type { Queryable } from '@pangeo-forge/db/transaction';
import { SEVERITIES } from '@pangeo-forge/shared/logs/severity';

const ENTRIES_A_READ = 32;
/** A private key is a few kilobytes: it cannot start further back. */
const ENTRIES_OF_CONTEXT = 8;

/** The last `most` lines, redacted, oldest entry first. */
export async function readTail(
  db: Queryable,
  query: LogQuery,
  most: number,
  redact: (piece: string) => string,
): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  let lines = 0;
  let place: LogPlace | null = null;
  while (lines < most) {
    const older: LogEntry[] = await readLogBefore(db, query, place, ENTRIES_A_READ);
    for (const entry of older) {
      if (lines >= most) break;
      entries.push(entry);
      lines += entry.lines.split('\n').length;
    }
    if (older.length < ENTRIES_A_READ) break;
    place = older.at(-1)?.place ?? null;
  }
  const [first, ...rest] = entries.reverse();
  if (!first) return [];
  await readContext(db, query.runId, first.place, redact);
  const redacted = [first, ...rest].map((entry) => ({ ...entry, lines: redact(entry.lines) }));
  return cutFirst(redacted, most);
}

/** Shows the redactor what comes before a place, so that it recognises a secret that continues there. */
export async function readContext(
  db: Queryable,
  runId: number,
  place: LogPlace,
  redact: (piece: string) => string,
): Promise<void> {
  const before = await readLogBefore(db, { runId, severities: SEVERITIES, since: null }, place, ENTRIES_OF_CONTEXT);
  for (const { lines } of before.reverse()) redact(lines);
}

function cutFirst(entries: LogEntry[], most: number): LogEntry[] {
  const total = entries.reduce((sum, { lines }) => sum + lines.split('\n').length, 0);
  return entries.map((entry, index) =>
    index === 0 && total > most
      ? {
          ...entry,
          lines: entry.lines
            .split('\n')
            .slice(total - most)
            .join('\n'),
        }
      : entry,
  );
}
