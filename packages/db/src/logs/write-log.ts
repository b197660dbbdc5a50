import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import { affected, build, first } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

export interface LogChunk extends Pick<Row<'log_chunk'>, 'attempt' | 'sequence' | 'lines' | 'severity'> {
  invocationId: string;
}

export async function writeLogChunk(db: Queryable, chunk: LogChunk): Promise<void> {
  const { invocationId: invocation_id, attempt, sequence, severity } = chunk;
  await affected(
    db,
    build
      .insertInto('log_chunk')
      .values({ invocation_id, attempt, sequence, lines: chunk.lines.replaceAll('\0', ''), severity })
      .onConflict((same) => same.columns(['invocation_id', 'attempt', 'sequence']).doNothing()),
  );
}

/**
 * The number that the log of the invocation's next try goes by: greater than any before, also after a try that was not
 * counted as an attempt of the work.
 */
export async function nextLogAttempt(db: Queryable, invocationId: string, attempts: number): Promise<number> {
  const next = sql<number>`greatest(${attempts}::integer, coalesce(max(attempt), 0) + 1)`.as('next');
  const found = await first(db, build.selectFrom('log_chunk').select(next).where('invocation_id', '=', invocationId));
  return found?.next ?? attempts;
}
