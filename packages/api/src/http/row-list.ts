import { listRows, type RowFilter } from '@pangeo-forge/db/api/list-rows';
import type { ServedTable } from '@pangeo-forge/db/api/row-fields';
import { type Answer, jsonText } from './answer.ts';
import type { ApiParts } from '../api-parts.ts';

export interface Page {
  offset: number;
  limit: number;
  order_by?: string | undefined;
  sort: 'asc' | 'desc';
}

/** A flat array of rows; `sort` counts only beside `order_by`, as it always did. */
export async function answerList(
  parts: ApiParts,
  table: ServedTable,
  page: Page,
  filters: readonly RowFilter[] = [],
): Promise<Answer> {
  const rows = await listRows(parts.database.pool, {
    table,
    filters,
    orderBy: page.order_by ?? 'id',
    sort: page.order_by ? page.sort : 'asc',
    offset: page.offset,
    limit: page.limit,
  });
  return jsonText(rows.json, {
    'x-total-count': String(rows.total),
    ...(rows.totalIsEstimate ? { 'x-total-count-estimated': 'true' } : {}),
  });
}
