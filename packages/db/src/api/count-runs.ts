import type { Queryable } from '../transaction.ts';
import { conditionOf, type RowFilter } from './row-filter.ts';

export interface RunsOfDay {
  /** YYYY-MM-DD, UTC. */
  day: string;
  bakery_id: number;
  /** `queued`, `in_progress`, or how they ended. */
  outcome: string;
  runs: number;
}

export interface RunsOfBakery {
  bakery_id: number;
  bakery: string;
  runs: number;
  ended: number;
  succeeded: number;
  /** Of the successful ones, from being dispatched to the end; null when there are none. */
  median_seconds: number | null;
  /** Nine of ten took no longer. */
  p90_seconds: number | null;
}

/** Runs by the day on which they were registered, the newest day first. SQL: its conditions are those of the lists. */
export async function countRunsByDay(db: Queryable, filters: readonly RowFilter[]): Promise<RunsOfDay[]> {
  const values: unknown[] = [];
  const { rows } = await db.query<RunsOfDay>(
    `select to_char(r.started_at, 'YYYY-MM-DD') as day, r.bakery_id,
       case when r.status = 'completed' then coalesce(r.conclusion, 'neutral') else r.status end as outcome,
       count(*)::integer as runs
     from reciperun r ${where(filters, values)} group by 1, 2, 3 order by 1 desc, 2, 3`,
    values,
  );
  return rows;
}

/** How the runs went on each bakery, the busiest first. */
export async function countRunsByBakery(db: Queryable, filters: readonly RowFilter[]): Promise<RunsOfBakery[]> {
  const values: unknown[] = [];
  const seconds = `extract(epoch from r.completed_at - coalesce(r.dispatched_at at time zone 'utc', r.started_at))`;
  const succeeded = `r.status = 'completed' and r.conclusion = 'success'`;
  const quantile = (part: number) =>
    `round((percentile_cont(${part}) within group (order by ${seconds}) filter (where ${succeeded}))::numeric, 3)::float8`;
  const { rows } = await db.query<RunsOfBakery>(
    `select r.bakery_id, b.name as bakery, count(*)::integer as runs,
       (count(*) filter (where r.status = 'completed'))::integer as ended,
       (count(*) filter (where ${succeeded}))::integer as succeeded,
       ${quantile(0.5)} as median_seconds, ${quantile(0.9)} as p90_seconds
     from reciperun r join bakery b on b.id = r.bakery_id ${where(filters, values)}
     group by 1, 2 order by 3 desc, 1`,
    values,
  );
  return rows;
}

function where(filters: readonly RowFilter[], values: unknown[]): string {
  const conditions = filters.map((filter) => conditionOf('reciperun', filter, values));
  return conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
}
