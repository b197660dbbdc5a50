import { readParent } from '@pangeo-forge/db/api/read-parent';
import type { ServedTable } from '@pangeo-forge/db/api/row-fields';
import type { RowValues, WriteResult } from '@pangeo-forge/db/api/write-row';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import { type Answer, json, jsonPieces, jsonText } from './answer.ts';
import type { Call, Fields } from './define-route.ts';
import { RequestProblem } from './problems.ts';

/** The name of a row in errors. */
const THING = { bakery: 'bakery', feedstock: 'feedstock', reciperun: 'recipe_run' } as const;

type WriteCall = Pick<Call<Fields, Fields, Fields>, 'parts' | 'caller'>;

/** Loads the entities at the first write: reads do not need them. */
const writes = () => import('@pangeo-forge/db/api/write-row');

export async function answerCreate({ parts, caller }: WriteCall, table: ServedTable, body: RowValues): Promise<Answer> {
  const { createRow } = await writes();
  return answerWrite(table, await createRow(parts.database, table, given(body), actorOf(caller)));
}

export async function answerUpdate(
  { parts, caller }: WriteCall,
  table: ServedTable,
  id: number,
  body: RowValues,
): Promise<Answer> {
  const { updateRow } = await writes();
  return answerWrite(table, await updateRow(parts.database, table, id, given(body), actorOf(caller)));
}

export async function answerDelete({ parts, caller }: WriteCall, table: ServedTable, id: number): Promise<Answer> {
  const { deleteRow } = await writes();
  const outcome = await deleteRow(parts.database, table, id, actorOf(caller));
  if (outcome === 'unknown_row') throw notFound(table);
  return json({ ok: true });
}

export function notFound(table: ServedTable): AppError {
  return new AppError('not_found', `${THING[table]} not found`);
}

function answerWrite(table: ServedTable, result: WriteResult): Answer {
  switch (result.outcome) {
    case 'written':
      return json(result.row);
    case 'unknown_row':
      throw notFound(table);
    case 'unknown_parent': {
      const msg = `there is no ${result.column.replace(/_id$/, '')} with this id`;
      throw new RequestProblem([{ loc: ['body', result.column], msg, type: 'value_error.foreign_key' }]);
    }
  }
}

/** The actor as the journal names it. */
export function actorOf(caller: WriteCall['caller']): string {
  return caller?.login ?? `api key ${caller?.owner ?? 'unknown'}`;
}

function given(body: RowValues): RowValues {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** A bakery or feedstock with all its runs in one answer, as in the original, however many they are. */
export async function answerParent(
  { database }: RouteParts,
  table: 'bakery' | 'feedstock',
  id: number,
): Promise<Answer> {
  const parent = await readParent(database.pool, table, id);
  if (parent === null) throw notFound(table);
  return 'parts' in parent ? jsonText(parent.parts) : jsonPieces(parent.pieces);
}
