import type { Queryable } from '../transaction.ts';
import { naiveTimestamp, servedColumns } from './row-fields.ts';

/** A bakery or feedstock with its runs, oldest first, as JSON text; null when there is none. */
export async function readParent(db: Queryable, table: 'bakery' | 'feedstock', id: number): Promise<string | null> {
  const { rows } = await db.query<{ json: string }>(
    `select row_to_json(parent)::text as json from (
       select ${servedColumns(table, 'p')}, (
         select coalesce(json_agg(runs), '[]') from (
           select ${servedColumns('reciperun', 'r')} from reciperun r where r.${table}_id = p.id order by r.id) runs
       ) as recipe_runs
       from ${table} p where p.id = $1::bigint) parent`,
    [id],
  );
  return rows[0]?.json ?? null;
}

/** What the API says of a run beyond its original columns. */
const RUN_DETAILS = `r.failure_reason, r.requested_by, r.pull_request, r.retry_of, r.bakery_job_name, r.bakery_job_id,
  ${naiveTimestamp("r.dispatched_at at time zone 'utc'")} as dispatched_at,
  case when r.completed_at is not null
    then round(extract(epoch from r.completed_at - coalesce(r.dispatched_at at time zone 'utc', r.started_at))::numeric, 3)::float8 end as duration_seconds,
  r.bakery_job`;

/** A run with its bakery and feedstock, as JSON text; null when there is none. */
export async function readRun(db: Queryable, id: number): Promise<string | null> {
  const { rows } = await db.query<{ json: string }>(
    `select row_to_json(run)::text as json from (
       select ${servedColumns('reciperun', 'r')}, ${RUN_DETAILS},
         (select row_to_json(bakery) from (select ${servedColumns('bakery', 'b')}) bakery) as bakery,
         (select row_to_json(feedstock) from (select ${servedColumns('feedstock', 'f')}) feedstock) as feedstock
       from reciperun r join bakery b on b.id = r.bakery_id join feedstock f on f.id = r.feedstock_id
       where r.id = $1::bigint) run`,
    [id],
  );
  return rows[0]?.json ?? null;
}
