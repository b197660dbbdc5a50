import { readParent } from '@pangeo-forge/db/api/read-parent';
import type { RouteParts } from '../api-parts.ts';
import { type Answer, jsonPieces, jsonText } from './answer.ts';
import { notFound } from './row-writes.ts';

/** A bakery or feedstock with all its runs, which clients have always been given at once, however many there are. */
export async function answerParent(
  { database }: RouteParts,
  table: 'bakery' | 'feedstock',
  id: number,
): Promise<Answer> {
  const parent = await readParent(database.pool, table, id);
  if (parent === null) throw notFound(table);
  return 'parts' in parent ? jsonText(parent.parts) : jsonPieces(parent.pieces);
}
