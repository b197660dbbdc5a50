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
