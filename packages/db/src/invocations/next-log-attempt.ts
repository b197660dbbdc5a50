import type { Queryable } from '../transaction.ts';

/** The number that the log of the invocation's next try goes by: greater than any before, also after a try that was not counted as an attempt of the work. */
export async function nextLogAttempt(db: Queryable, invocationId: string, attempts: number): Promise<number> {
  const { rows } = await db.query<{ next: number }>(
    'select greatest($2::integer, coalesce(max(attempt), 0) + 1) as next from log_chunk where invocation_id = $1',
    [invocationId, attempts],
  );
  return rows[0]?.next ?? attempts;
}
