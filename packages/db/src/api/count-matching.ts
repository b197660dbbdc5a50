import type { Queryable } from '../transaction.ts';
import type { ServedTable } from './row-fields.ts';

export interface MatchCount {
  total: number;
  /** Too many to be counted for one page: it is what the planner believes. */
  isEstimate: boolean;
}

/** More rows than this are not counted: it would cost more than the page. */
const MOST_COUNTED = 10_000;

/** Expression for how many rows of a small table (as `r`) meet the condition; null for a large table. */
export function countInSmallTable(table: ServedTable, condition: string): string {
  const size = `(select reltuples from pg_class where oid = '${table}'::regclass)`;
  return `case when ${size} <= ${MOST_COUNTED} then nullif(${countUpTo(table, condition)}, ${MOST_COUNTED + 1}) end`;
}

/** How many rows of a large table (as `r`) meet the condition. Few matches are counted; many are estimated. */
export async function countInLargeTable(
  db: Queryable,
  table: ServedTable,
  condition: string,
  values: readonly unknown[],
): Promise<MatchCount> {
  const estimate = await estimateMatching(db, table, condition, values);
  if (estimate > 2 * MOST_COUNTED) return { total: estimate, isEstimate: true };
  const { rows } = await db.query<{ total: number }>(`select ${countUpTo(table, condition)}::integer as total`, [
    ...values,
  ]);
  const exact = rows[0]?.total ?? 0;
  return exact > MOST_COUNTED
    ? { total: Math.max(estimate, exact), isEstimate: true }
    : { total: exact, isEstimate: false };
}

function countUpTo(table: ServedTable, condition: string): string {
  return `(select count(*) from (select 1 from ${table} r ${condition} limit ${MOST_COUNTED + 1}) matching)`;
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
