import type { Queryable } from '../transaction.ts';
import type { MatchCount, Matching } from './count-matching.ts';
import { renderedRow, type ServedTable } from './row-fields.ts';
import { conditionOf, knownColumn, type RowFilter } from './row-filter.ts';

export interface RowsQuery {
  table: ServedTable;
  filters: readonly RowFilter[];
  order: RowOrder;
  offset: number;
  limit: number;
  /** Starts behind this place instead of at an offset. */
  after: RowPlace | null;
}

export interface RowsPage {
  /** A JSON array, as text in parts. */
  json: readonly string[];
  count: number;
  /** Of the last row; null when the page is empty. */
  last: RowPlace | null;
  /** All that the filters let through. */
  matching: MatchCount;
}

interface PageRow {
  items: string | null;
  count: number;
  last_value: string | null;
  last_id: number | null;
}

/**
 * One page of a table, rendered by Postgres; ties are in the order of ids. `count` is asked where the page does not
 * show how many there are. SQL, as all that this room reads most: rows are served as the text that Postgres writes, and
 * statements have names so that they are planned once.
 */
export async function listRows(
  db: Queryable,
  query: RowsQuery,
  count: (matching: Matching) => Promise<MatchCount>,
): Promise<RowsPage> {
  const { table, after } = query;
  const order = { ...query.order, column: knownColumn(table, query.order.column) };
  const values: unknown[] = [];
  const filters = query.filters.map((filter) => conditionOf(table, filter, values));
  const filterValues = [...values];
  const place = after ? [behindPlace(order, after, values)] : [];
  const orderBy = `order by r.${order.column} ${order.sort}, r.id ${order.sort}`;
  const [limit, offset] = [`$${values.push(query.limit)}`, `$${values.push(query.offset)}`];
  const chosen =
    asksForAllById(query) && !after
      ? `where ${fromOffset(table, order.sort, offset)} ${orderBy} limit ${limit}`
      : `${where([...filters, ...place])} ${orderBy} limit ${limit} offset ${offset}`;
  // without the brackets: to put them around the text, Postgres would copy it twice, and give the memory back to the
  // system each time
  const text = `
    select string_agg(item, ',') as items, count(*)::integer as count,
      (array_agg(value))[count(*)] as last_value, (array_agg(id))[count(*)] as last_id
    from (
      select ${renderedRow(table, 'r')} as item, r.${order.column}::text as value, r.id
      from (
        select * from ${table} r ${chosen}) r
      ${orderBy}) row`;
  const { rows } = await db.query<PageRow>({ ...named(query), text, values });
  const page = rows[0] as PageRow;
  const pageShowsTotal = !after && page.count < query.limit && (page.count > 0 || query.offset === 0);
  return {
    json: ['[', page.items ?? '', ']'],
    count: page.count,
    last: page.last_id === null ? null : { value: page.last_value, id: page.last_id },
    matching: pageShowsTotal
      ? { total: query.offset + page.count, isEstimate: false }
      : await count({ table, condition: where(filters), values: filterValues }),
  };
}

/**
 * What is asked most is planned once. What can be asked in thousands of ways is not: each connection would keep a plan
 * of each.
 */
function named(query: RowsQuery): { name?: string } {
  if (!asksForAllById(query)) return {};
  return { name: `list ${query.table} ${query.order.sort}${query.after ? ' behind' : ''}` };
}

function asksForAllById({ filters, order }: RowsQuery): boolean {
  return filters.length === 0 && order.column === 'id';
}

/** The offset is counted in the index, so that a deep page reads no more of the table than the first. */
function fromOffset(table: ServedTable, sort: RowOrder['sort'], offset: string): string {
  return `r.id ${sort === 'asc' ? '>=' : '<='} (select id from ${table} order by id ${sort} limit 1 offset ${offset})`;
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
}

/** Where a row stands in an order: its value as text (null: the column is null), and its id. */
export interface RowPlace {
  value: string | null;
  id: number;
}

export interface RowOrder {
  column: string;
  sort: 'asc' | 'desc';
}

const NULLABLE: ReadonlySet<string> = new Set([
  'completed_at',
  'conclusion',
  'message',
  'dataset_type',
  'dataset_public_url',
]);

/**
 * The rows of `r` behind a place; nulls stand last in ascending order. The pair is compared at once, so that an index
 * on it finds them.
 */
export function behindPlace({ column, sort }: RowOrder, after: RowPlace, values: unknown[]): string {
  const behind = sort === 'asc' ? '>' : '<';
  const id = `$${values.push(after.id)}`;
  if (column === 'id') return `r.id ${behind} ${id}`;
  if (after.value === null) {
    const among = `r.${column} is null and r.id ${behind} ${id}`;
    return sort === 'asc' ? `(${among})` : `(${among} or r.${column} is not null)`;
  }
  const pair = `(r.${column}, r.id) ${behind} ($${values.push(after.value)}, ${id})`;
  return sort === 'asc' && NULLABLE.has(column) ? `(${pair} or r.${column} is null)` : pair;
}
