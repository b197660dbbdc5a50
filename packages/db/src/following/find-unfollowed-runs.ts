import type { Queryable } from '../transaction.ts';

/** Runs of ours in progress that no reconciliation is under way for; they are few, or none. */
export async function findUnfollowedRuns(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select r.id from reciperun r
     where r.status = 'in_progress' and r.dispatch_key is not null
       and not exists (select 1 from work w where w.kind = 'reconciliations' and w.ref = r.id::text and w.state in ('due', 'leased', 'waiting'))
     order by r.id limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** A run of the original that began longer ago will not be ended by it any more. */
export const ABANDONED_AFTER_DAYS = 7;

/** Runs adopted from the original that nobody ended. */
export async function findAbandonedAdoptedRuns(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from reciperun
     where status = 'in_progress' and dispatch_key is null
       and started_at < now() at time zone 'utc' - $1 * interval '1 day'
     order by id limit $2`,
    [ABANDONED_AFTER_DAYS, limit],
  );
  return rows.map(({ id }) => id);
}
