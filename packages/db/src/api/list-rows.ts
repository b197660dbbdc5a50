import type { Queryable } from '../transaction.ts';
import { ROW_FIELDS, type ServedTable, servedColumns } from './row-fields.ts';

export interface RowFilter {
  column: string;
  is: 'equal' | 'one_of' | 'at_least' | 'before' | 'contains';
  value: unknown;
}

export interface RowsQuery {
  table: ServedTable;
  filters: readonly RowFilter[];
  /** One of the table's own columns. */
  orderBy: string;
  sort: 'asc' | 'desc';
  offset: number;
  limit: number;
  /** Starts after this place of the order instead of at an offset. */
  after?: RowPlace | undefined;
}

/** Where a row stands in an order: its value as text (null: the column is null), and its id. */
export interface RowPlace {
  value: string | null;
  id: number;
}

export interface RowsPage {
  /** A JSON array, as text. */
  json: string;
  count: number;
  last: RowPlace | null;
  total: number;
  /** The total was too large to be counted, and is what the planner believes. */
  totalIsEstimate: boolean;
}

/** More rows than this are not counted: it would cost more than the page. */
const MOST_COUNTED = 10_000;

interface PageRow {
  json: string | null;
  count: number;
  last_value: string | null;
  last_id: number | null;
}

/** One page of a table, rendered by Postgres. Nulls stand last in ascending order. */
export async function listRows(db: Queryable, query: RowsQuery): Promise<RowsPage> {
  const column = knownColumn(query.table, query.orderBy);
  const values: unknown[] = [];
  const filters = query.filters.map((filter) => conditionOf(query.table, filter, values));
  const filterValues = [...values];
  const place = query.after ? [placeCondition(column, query.sort, query.after, values)] : [];
  const { rows } = await db.query<PageRow>(
    `select '[' || string_agg(item, ',') || ']' as json, count(*)::integer as count,
       (array_agg(value))[count(*)] as last_value, (array_agg(id))[count(*)] as last_id
     from (
       select (select row_to_json(fields)::text from (select ${servedColumns(query.table, 'r')}) fields) as item,
         r.${column}::text as value, r.id
       from (
         select * from ${query.table} r ${where([...filters, ...place])}
         order by r.${column} ${query.sort}, r.id ${query.sort}
         limit $${values.push(query.limit)} offset $${values.push(query.offset)}) r
       order by r.${column} ${query.sort}, r.id ${query.sort}) page`,
    values,
  );
  const page = rows[0] as PageRow;
  return {
    json: page.json ?? '[]',
    count: page.count,
    last: page.last_id === null ? null : { value: page.last_value, id: page.last_id },
    ...(await countRows(db, query, page.count, where(filters), filterValues)),
  };
}

async function countRows(db: Queryable, query: RowsQuery, onPage: number, condition: string, values: unknown[]) {
  const pageTells = query.after === undefined && onPage < query.limit && (onPage > 0 || query.offset === 0);
  if (pageTells) return { total: query.offset + onPage, totalIsEstimate: false };
  const { rows } = await db.query<{ total: number }>(
    `select count(*)::integer as total from (select 1 from ${query.table} r ${condition} limit ${MOST_COUNTED + 1}) counted`,
    values,
  );
  const total = rows[0]?.total ?? 0;
  if (total <= MOST_COUNTED) return { total, totalIsEstimate: false };
  return { total: await estimateRows(db, query.table, condition, values), totalIsEstimate: true };
}

async function estimateRows(db: Queryable, table: string, condition: string, values: unknown[]): Promise<number> {
  const { rows } = await db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) select 1 from ${table} r ${condition}`,
    values,
  );
  return Math.max(rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, MOST_COUNTED + 1);
}

function conditionOf(table: ServedTable, { column: name, is, value }: RowFilter, values: unknown[]): string {
  const column = `r.${knownColumn(table, name)}`;
  const parameter = `$${values.push(is === 'contains' ? `%${escapeLike(String(value))}%` : value)}`;
  switch (is) {
    case 'equal':
      return `${column} = ${parameter}`;
    case 'one_of':
      return `${column} = any(${parameter})`;
    case 'at_least':
      return `${column} >= ${parameter}`;
    case 'before':
      return `${column} < ${parameter}`;
    case 'contains':
      return `${column} ilike ${parameter}`;
  }
}

/** The rows behind a place. Comparing the pair at once lets an index on (column, id) find them. */
function placeCondition(column: string, sort: 'asc' | 'desc', after: RowPlace, values: unknown[]): string {
  const later = sort === 'asc' ? '>' : '<';
  const id = `$${values.push(after.id)}`;
  if (after.value === null) {
    return sort === 'asc'
      ? `(r.${column} is null and r.id ${later} ${id})`
      : `(r.${column} is not null or r.id ${later} ${id})`;
  }
  const pair = `(r.${column}, r.id) ${later} ($${values.push(after.value)}, ${id})`;
  return sort === 'asc' ? `(${pair} or r.${column} is null)` : pair;
}

function knownColumn(table: ServedTable, column: string): string {
  if ((ROW_FIELDS[table] as readonly string[]).includes(column)) return column;
  throw new Error(`${table} serves no column ${column}`);
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
