import { listRows, type RowOrder, type RowPlace, type RowsPage } from '@pangeo-forge/db/api/list-rows';
import { ROW_FIELDS, type ServedTable } from '@pangeo-forge/db/api/row-fields';
import type { RowFilter } from '@pangeo-forge/db/api/row-filter';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { type Answer, jsonText } from './answer.ts';
import { inRange, RequestProblem } from './problems.ts';
import type { Page } from './row.schema.ts';

export interface ListRequest {
  parts: RouteParts;
  query: Page;
  /** All parameters of the request, so that links keep the filters. */
  search: URLSearchParams;
  /** Without a query. */
  path: string;
}

/** An array of rows, with the total in `X-Total-Count` and the neighbouring pages in `Link`. */
export async function answerList(
  request: ListRequest,
  table: ServedTable,
  filters: readonly RowFilter[],
): Promise<Answer> {
  const { query, parts } = request;
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, ROW_FIELDS[table]);
  // as in the original, `sort` counts only together with `order_by`
  const order = cursor?.order ?? { column: query.order_by ?? 'id', sort: query.order_by ? query.sort : 'asc' };
  const { limit } = query;
  const offset = cursor ? 0 : query.offset;
  const rows = { table, filters, order, offset, limit, after: cursor?.after ?? null };
  const page = await inRange(listRows(parts.database.pool, rows, parts.countMatching));
  const link = linksOf(request, order, page, cursor !== null);
  return jsonText(page.json, {
    'x-total-count': String(page.matching.total),
    ...(page.matching.isEstimate ? { 'x-total-count-estimated': 'true' } : {}),
    ...(link ? { link } : {}),
  });
}

/**
 * RFC 8288. The next page is addressed by cursor: as fast on the thousandth page as on the first, and stable when rows
 * are added.
 */
function linksOf({ query, search, path }: ListRequest, order: RowOrder, page: RowsPage, byCursor: boolean): string {
  const { offset, limit } = query;
  const link = (rel: string, changes: Record<string, string>) => {
    const next = new URLSearchParams(search);
    for (const name of ['offset', 'cursor', ...('cursor' in changes ? ['order_by', 'sort'] : [])]) next.delete(name);
    for (const [name, value] of Object.entries(changes)) next.set(name, value);
    return `<${path}${next.size > 0 ? `?${next}` : ''}>; rel="${rel}"`;
  };
  const links = [link('first', {})];
  if (!byCursor && offset > 0) links.push(link('prev', { offset: String(Math.max(0, offset - limit)) }));
  if (page.last && page.count === limit && (byCursor || offset + page.count < page.matching.total)) {
    links.push(link('next', { cursor: writeCursor({ order, after: page.last }) }));
  }
  if (!byCursor && limit > 0 && !page.matching.isEstimate && page.matching.total > 0) {
    links.push(link('last', { offset: String(lastOffset(page.matching.total, limit, offset % limit)) }));
  }
  return links.join(', ');
}

function lastOffset(total: number, limit: number, shift: number): number {
  return Math.max(0, Math.floor((total - 1 - shift) / limit) * limit + shift);
}

interface Cursor {
  order: RowOrder;
  after: RowPlace;
}

const contentSchema = z.tuple([z.string(), z.enum(['asc', 'desc']), z.string().nullable(), z.int().min(0)]);

/** Opaque to clients, which take it from the `Link` header. */
function writeCursor({ order, after }: Cursor): string {
  const content = [order.column, order.sort, order.column === 'id' ? null : after.value, after.id];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws RequestProblem for a cursor that no list with these columns wrote. */
function readCursor(text: string, columns: readonly string[]): Cursor {
  try {
    const [column, sort, value, id] = contentSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (!columns.includes(column)) throw new Error(`unknown column ${column}`);
    return { order: { column, sort }, after: { value, id } };
  } catch {
    const msg = 'is not a cursor of this list: take it from the Link header of the previous page';
    throw new RequestProblem([{ loc: ['query', 'cursor'], msg, type: 'value_error.cursor' }]);
  }
}
