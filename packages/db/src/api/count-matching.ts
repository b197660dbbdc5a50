import type { Queryable } from '../transaction.ts';
import type { ServedTable } from './row-fields.ts';

export interface MatchCount {
  total: number;
  /** Too many to be counted for one page: it is what the planner believes. */
  isEstimate: boolean;
}

/** More rows than this are not counted: it would cost more than the page. */
const MOST_COUNTED = 10_000;

/** How many rows of the table (as `r`) meet the condition. Small tables and matches are counted; large ones are estimated. */
export async function countMatching(
  db: Queryable,
  table: ServedTable,
  condition: string,
  values: readonly unknown[],
): Promise<MatchCount> {
  const counted = `(select count(*) from (select 1 from ${table} r ${condition} limit ${MOST_COUNTED + 1}) matching)`;
  const size = `(select reltuples from pg_class where oid = '${table}'::regclass)`;
  const small = await db.query<{ total: number | null }>(
    `select (case when ${size} <= ${MOST_COUNTED} then ${counted} end)::integer as total`,
    [...values],
  );
  const total = small.rows[0]?.total ?? null;
  if (total !== null && total <= MOST_COUNTED) return { total, isEstimate: false };
  const estimate = await estimateMatching(db, table, condition, values);
  if (estimate > 2 * MOST_COUNTED) return { total: estimate, isEstimate: true };
  const { rows } = await db.query<{ total: number }>(`select ${counted}::integer as total`, [...values]);
  const exact = rows[0]?.total ?? 0;
  return exact > MOST_COUNTED
    ? { total: Math.max(estimate, exact), isEstimate: true }
    : { total: exact, isEstimate: false };
}

async function estimateMatching(
  db: Queryable,
  table: ServedTable,
  condition: string,
  values: readonly unknown[],
): Promise<number> {
  const { rows } = await db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) select 1 from ${table} r ${condition}`,
    [...values],
  );
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}
