import type { Queryable } from '../transaction.ts';

/** From the start at the bakery to the end, in ms; null when either is not known. */
export async function findRunDuration(db: Queryable, runId: number): Promise<number | null> {
  const { rows } = await db.query<{ ms: number | null }>(
    `select (extract(epoch from (completed_at at time zone 'utc') - coalesce(submitted_at, dispatched_at)) * 1000)::float8 as ms
     from reciperun where id = $1`,
    [runId],
  );
  return rows[0]?.ms ?? null;
}
