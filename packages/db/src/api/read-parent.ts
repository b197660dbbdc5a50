import type { Queryable } from '../transaction.ts';
import { renderedRow } from './row-fields.ts';

/**
 * JSON text of a bakery or feedstock with its runs, in parts: all of them, or as they are read when they are too many
 * to be held at once.
 */
export type ParentText = { parts: readonly string[] } | { pieces(): AsyncIterable<string> };

type Parent = 'bakery' | 'feedstock';

/** Runs as JSON text without brackets, and the last of them. */
interface Part {
  json: string | null;
  count: number | null;
  last_id: number | null;
}

/** About 2 MB of text. */
const RUNS_AT_ONCE = 5_000;
/**
 * A string of more than 128 kB is no part of V8's young generation: it is collected with everything else, which stops
 * everybody.
 */
const RUNS_A_PART = 100;

/** Oldest run first; null when there is no such parent. SQL: Postgres writes the JSON, in parts. */
export async function readParent(db: Queryable, table: Parent, id: number): Promise<ParentText | null> {
  const { rows } = await db.query<Part & { head: string }>({
    name: `read ${table}`,
    text: `select left(${renderedRow(table, 'p')}, -1) || ',"recipe_runs":[' as head, runs.json, runs.count, runs.last_id
     from ${table} p left join lateral (${runsInParts(`r.${table}_id = p.id`)}) runs on true
     where p.id = $1::bigint order by runs.part`,
    values: [id],
  });
  const [first] = rows;
  if (!first) return null;
  const begin = [first.head, ...textsOf(rows).map((text, index) => (index > 0 ? `,${text}` : text))];
  const after = placeBehind(rows);
  return after === null
    ? { parts: [...begin, ']}'] }
    : { pieces: () => piecesOf(begin, (place) => readMore(db, table, id, place), after) };
}

/** One statement for some thousand runs: no connection is held while a reader takes its time. */
async function* piecesOf(
  begin: readonly string[],
  more: (after: number) => Promise<readonly Part[]>,
  first: number,
): AsyncGenerator<string> {
  yield* begin;
  let after: number | null = first;
  while (after !== null) {
    const parts: readonly Part[] = await more(after);
    for (const text of textsOf(parts)) yield `,${text}`;
    after = placeBehind(parts);
  }
  yield ']}';
}

async function readMore(db: Queryable, table: Parent, id: number, after: number): Promise<readonly Part[]> {
  const { rows } = await db.query<Part>({
    name: `more runs of ${table}`,
    text: `${runsInParts(`r.${table}_id = $1::bigint and r.id > $2::bigint`)} order by part`,
    values: [id, after],
  });
  return rows;
}

function runsInParts(condition: string): string {
  return `select part, string_agg(served, ',' order by id) as json, count(*)::integer as count, max(id) as last_id from (
    select ${renderedRow('reciperun', 'r')} as served, r.id, (row_number() over (order by r.id) - 1) / ${RUNS_A_PART} as part
    from reciperun r where ${condition} order by r.id limit ${RUNS_AT_ONCE}) chosen group by part`;
}

function textsOf(parts: readonly Part[]): string[] {
  return parts.flatMap(({ json }) => json ?? []);
}

/** The last id when there may be more behind it. */
function placeBehind(parts: readonly Part[]): number | null {
  const count = parts.reduce((sum, part) => sum + (part.count ?? 0), 0);
  return count === RUNS_AT_ONCE ? (parts.at(-1)?.last_id ?? null) : null;
}
