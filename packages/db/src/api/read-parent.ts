import type { Queryable } from '../transaction.ts';
import { renderedRow } from './row-fields.ts';

/** JSON text of a bakery or feedstock with its runs: whole, or in pieces when they are too many to be held at once. */
export type ParentText = { whole: string } | { pieces(): AsyncIterable<string> };

/** About 3 MB of text. */
const RUNS_AT_ONCE = 5_000;

/** Oldest run first; null when there is no such parent. */
export async function readParent(db: Queryable, table: 'bakery' | 'feedstock', id: number): Promise<ParentText | null> {
  const { rows } = await db.query<{ json: string; last_id: number | null }>({
    name: `read ${table}`,
    text: `select left(${renderedRow(table, 'p')}, -1) || ',"recipe_runs":[' || coalesce(runs.json, '')
         || case when runs.count < ${RUNS_AT_ONCE} then ']}' else '' end as json,
       case when runs.count = ${RUNS_AT_ONCE} then runs.last_id end as last_id
     from ${table} p cross join lateral (${someRuns(`r.${table}_id = p.id`)}) runs
     where p.id = $1::bigint`,
    values: [id],
  });
  const [first] = rows;
  if (!first) return null;
  const { json, last_id: lastId } = first;
  return lastId === null ? { whole: json } : { pieces: () => piecesOf(db, { table, id, first: json, lastId }) };
}

interface Piece {
  json: string | null;
  count: number;
  last_id: number;
}

/** One statement a piece: no connection is held while a reader takes its time. */
async function* piecesOf(
  db: Queryable,
  { table, id, first, lastId }: { table: 'bakery' | 'feedstock'; id: number; first: string; lastId: number },
): AsyncGenerator<string> {
  yield first;
  let after = lastId;
  for (let count = RUNS_AT_ONCE; count === RUNS_AT_ONCE; ) {
    const piece = await readPiece(db, table, id, after);
    if (piece.json) yield `,${piece.json}`;
    after = piece.last_id;
    count = piece.count;
  }
  yield ']}';
}

async function readPiece(db: Queryable, table: 'bakery' | 'feedstock', id: number, after: number): Promise<Piece> {
  const { rows } = await db.query<Piece>({
    name: `more runs of ${table}`,
    text: someRuns(`r.${table}_id = $1::bigint and r.id > $2::bigint`),
    values: [id, after],
  });
  return rows[0] as Piece;
}

function someRuns(condition: string): string {
  return `select string_agg(served, ',') as json, count(*)::integer as count, max(id) as last_id from (
    select ${renderedRow('reciperun', 'r')} as served, r.id from reciperun r where ${condition} order by r.id limit ${RUNS_AT_ONCE}) chosen`;
}
