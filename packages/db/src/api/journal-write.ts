import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { ServedTable } from './row-fields.ts';

export interface RowWrite {
  table: ServedTable;
  id: number;
  did: 'created' | 'changed' | 'deleted';
  columns: readonly string[];
  /** An API key's owner. */
  actor: string;
}

const SUBJECT_OF = { bakery: 'bakery', feedstock: 'feedstock', reciperun: 'run' } as const;

/** In the transaction of the write: which columns somebody with a key wrote, not their values. */
export async function journalWrite(em: SqlEntityManager, write: RowWrite): Promise<void> {
  const subject = `${SUBJECT_OF[write.table]} ${write.id}`;
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
