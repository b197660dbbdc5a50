import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { formatSubject, type SubjectParts } from '../names/subject.ts';
import type { ServedTable } from './row-fields.ts';

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
  await em.execute(
    `insert into journal (kind, subject, recipe_run_id, decision, actor, reason, detail)
     values ('operation', ?, ?, 'changed', ?, ?, ?::jsonb)`,
    [
      subject,
      runId,
      write.actor,
      `${write.did} through the API by ${write.actor}`,
      JSON.stringify({ columns: write.columns }),
    ],
    'run',
  );
}
