import type { Queryable } from '../transaction.ts';

export interface LogChunk {
  invocationId: string;
  /** Grows with each try of the invocation. */
  attempt: number;
  sequence: number;
  /** Whole redacted lines, joined with newlines. */
  lines: string;
  severity: string;
}

export async function writeLogChunk(db: Queryable, chunk: LogChunk): Promise<void> {
  await db.query(
    `insert into log_chunk (invocation_id, attempt, sequence, lines, severity) values ($1, $2, $3, $4, $5)
     on conflict (invocation_id, attempt, sequence) do nothing`,
    [chunk.invocationId, chunk.attempt, chunk.sequence, chunk.lines.replaceAll('\0', ''), chunk.severity],
  );
}

/** The number that the log of the invocation's next try goes by: greater than any before, also after a try that was not counted as an attempt of the work. */
export async function nextLogAttempt(db: Queryable, invocationId: string, attempts: number): Promise<number> {
  const { rows } = await db.query<{ next: number }>(
    'select greatest($2::integer, coalesce(max(attempt), 0) + 1) as next from log_chunk where invocation_id = $1',
    [invocationId, attempts],
  );
  return rows[0]?.next ?? attempts;
}
