import { sql } from 'kysely';
import { build, first } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import type { ServedTable } from './row-fields.ts';

export interface Matching {
  table: ServedTable;
  /** Of rows `r`: `where …`, or nothing for all. */
  condition: string;
  values: readonly unknown[];
}

export interface MatchCount {
  total: number;
  /** Too many to be counted for one page: it is what the planner believes. */
  isEstimate: boolean;
}

/** More rows than this are not counted: it would cost more than the page. */
const MAX_COUNTED = 10_000;

/**
 * How many rows of a table meet the condition. Few matches are counted; many are estimated. SQL: the conditions are
 * those of `list-rows.ts`, and the planner is asked.
 */
export async function countMatching(db: Queryable, matching: Matching): Promise<MatchCount> {
  const counted = await countInSmallTable(db, matching);
  if (counted !== null) return exactly(counted);
  const estimate = await estimateMatching(db, matching);
  if (estimate > 2 * MAX_COUNTED) return { total: estimate, isEstimate: true };
  const { rows } = await db.query<{ total: number }>(`select ${countUpTo(matching)} as total`, [...matching.values]);
  const total = rows[0]?.total ?? 0;
  return total > MAX_COUNTED ? { total: Math.max(estimate, total), isEstimate: true } : exactly(total);
}

const exactly = (total: number): MatchCount => ({ total, isEstimate: false });

/** Null for a large table. */
async function countInSmallTable(db: Queryable, matching: Matching): Promise<number | null> {
  const { table, condition, values } = matching;
  const size = `(select reltuples from pg_class where oid = '${table}'::regclass)`;
  const { rows } = await db.query<{ total: number | null }>({
    ...(condition === '' ? { name: `count ${table}` } : {}),
    text: `select case when ${size} <= ${MAX_COUNTED} then nullif(${countUpTo(matching)}, ${MAX_COUNTED + 1}) end as total`,
    values: [...values],
  });
  return rows[0]?.total ?? null;
}

function countUpTo({ table, condition }: Matching): string {
  return `(select count(*)::integer from (select 1 from ${table} r ${condition} limit ${MAX_COUNTED + 1}) matching)`;
}

async function estimateMatching(db: Queryable, { table, condition, values }: Matching): Promise<number> {
  const { rows } = await db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) select 1 from ${table} r ${condition}`,
    [...values],
  );
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

export async function countTable(db: Queryable, table: ServedTable): Promise<number> {
  const counted = await first(db, build.selectFrom(table).select(sql<number>`count(*)::integer`.as('count')));
  return counted?.count ?? 0;
}

/** Every run with a public URL counts, whatever became of it: so the original counted. */
export async function countDatasets(db: Queryable, options: { excludeTestRuns: boolean }): Promise<number> {
  let datasets = build
    .selectFrom('reciperun')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('dataset_public_url', 'is not', null);
  if (options.excludeTestRuns) datasets = datasets.where('is_test', '=', false);
  return (await first(db, datasets))?.count ?? 0;
}
