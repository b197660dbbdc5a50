import { ForeignKeyConstraintViolationException, LockMode, type SqlEntityManager } from '@mikro-orm/postgresql';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { BakeryEntity } from '../entities/bakery.entity.ts';
import { FeedstockEntity } from '../entities/feedstock.entity.ts';
import { JournalEntity } from '../entities/journal.entity.ts';
import { RecipeRunEntity } from '../entities/recipe-run.entity.ts';
import { formatSubject, type SubjectParts } from '../names/subject.ts';
import type { Database } from '../open-database.ts';
import { ROW_FIELDS, type ServedTable } from './row-fields.ts';

export type RowValues = Readonly<Record<string, unknown>>;

export type WriteResult =
  | { outcome: 'written'; row: RowValues }
  | { outcome: 'unknown_row' }
  /** The column points to a row that does not exist. */
  | { outcome: 'unknown_parent'; column: string };

const ENTITY_OF = { bakery: BakeryEntity, feedstock: FeedstockEntity, reciperun: RecipeRunEntity } as const;

/** Adds a row, and journals who did. `actor` is shown: an API key's owner, never the key. */
export async function createRow(
  database: Database,
  table: ServedTable,
  values: RowValues,
  actor: string,
): Promise<WriteResult> {
  return writing(database, async (em) => {
    const entity = em.create<object>(ENTITY_OF[table] as never, values as never);
    await em.persist(entity).flush();
    const row = servedRow(table, entity);
    await journalWrite(em, { table, id: Number(row.id), did: 'created', columns: Object.keys(values), actor });
    return { outcome: 'written', row };
  });
}

/** Sets the given columns only. */
export async function updateRow(
  database: Database,
  table: ServedTable,
  id: number,
  values: RowValues,
  actor: string,
): Promise<WriteResult> {
  return writing(database, async (em) => {
    const entity = await findForWrite(em, table, id);
    if (!entity) return { outcome: 'unknown_row' };
    em.assign(entity as never, values as never);
    await em.flush();
    await journalWrite(em, { table, id, did: 'changed', columns: Object.keys(values), actor });
    return { outcome: 'written', row: servedRow(table, entity) };
  });
}

/** @throws AppError `conflict` while other rows point to it. */
export async function deleteRow(
  database: Database,
  table: ServedTable,
  id: number,
  actor: string,
): Promise<'deleted' | 'unknown_row'> {
  try {
    return await (await database.em()).transactional(async (em) => {
      const entity = await findForWrite(em, table, id);
      if (!entity) return 'unknown_row';
      await em.remove(entity).flush();
      await journalWrite(em, { table, id, did: 'deleted', columns: [], actor });
      return 'deleted';
    });
  } catch (error) {
    if (!(error instanceof ForeignKeyConstraintViolationException)) throw error;
    throw new AppError('conflict', `This ${table} still has recipe runs: delete or move them first.`);
  }
}

async function writing(
  database: Database,
  write: (em: SqlEntityManager) => Promise<WriteResult>,
): Promise<WriteResult> {
  try {
    return await (await database.em()).transactional((em) => write(em));
  } catch (error) {
    if (!(error instanceof ForeignKeyConstraintViolationException)) throw error;
    const column = /Key \((\w+)\)/.exec((error as { detail?: string }).detail ?? '')?.[1];
    if (!column) throw error;
    return { outcome: 'unknown_parent', column };
  }
}

function findForWrite(em: SqlEntityManager, table: ServedTable, id: number): Promise<object | null> {
  return em.findOne(ENTITY_OF[table] as never, { id } as never, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

function servedRow(table: ServedTable, entity: object): RowValues {
  return Object.fromEntries(ROW_FIELDS[table].map((name) => [name, (entity as RowValues)[name] ?? null]));
}

export interface RowWrite {
  table: ServedTable;
  id: number;
  did: 'created' | 'changed' | 'deleted';
  columns: readonly string[];
  /** An API key's owner. */
  actor: string;
}

function subjectOf(table: ServedTable, id: number): SubjectParts {
  switch (table) {
    case 'bakery':
      return { of: 'bakery', bakery: String(id) };
    case 'feedstock':
      return { of: 'feedstock', feedstockId: id };
    case 'reciperun':
      return { of: 'run', runId: id };
  }
}

/** In the transaction of the write: which columns somebody with a key wrote, not their values. */
export async function journalWrite(em: SqlEntityManager, write: RowWrite): Promise<void> {
  const subject = formatSubject(subjectOf(write.table, write.id));
  const runId = write.table === 'reciperun' && write.did !== 'deleted' ? write.id : null;
  await em.insert(JournalEntity, {
    kind: 'operation',
    subject,
    recipe_run_id: runId,
    decision: 'changed',
    actor: write.actor,
    reason: `${write.did} through the API by ${write.actor}`,
    detail: { columns: write.columns },
  });
}
