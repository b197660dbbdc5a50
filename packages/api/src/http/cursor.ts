import type { RowOrder, RowPlace } from '@pangeo-forge/db/api/list-rows';
import { z } from 'zod';
import { RequestProblem } from './request-problem.ts';

export interface Cursor {
  order: RowOrder;
  after: RowPlace;
}

const contentSchema = z.tuple([z.string(), z.enum(['asc', 'desc']), z.string().nullable(), z.int().min(0)]);

/** Opaque to clients: they take it from the `Link` header. */
export function writeCursor({ order, after }: Cursor): string {
  const content = [order.column, order.sort, order.column === 'id' ? null : after.value, after.id];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws RequestProblem for what no list of these columns wrote. */
export function readCursor(text: string, columns: readonly string[]): Cursor {
  try {
    const [column, sort, value, id] = contentSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (!columns.includes(column)) throw new Error(`there is no column ${column}`);
    return { order: { column, sort }, after: { value, id } };
  } catch {
    const msg = 'is not a cursor of this list: take it from the Link header of the page before';
    throw new RequestProblem([{ loc: ['query', 'cursor'], msg, type: 'value_error.cursor' }]);
  }
}
