import { sql } from 'kysely';
import type { Pool } from 'pg';
import { writeJournal } from '../journal/journal.ts';
import { runSubject } from '../names/subject.ts';
import { affected, build } from '../statements.ts';
import { inTransaction } from '../transaction.ts';

export interface Explanation {
  reason: string;
  traceback: string | null;
}

/** Why a run failed, as its bakery explained after the run had ended. The first explanation stays. */
export async function recordExplanation(pool: Pool, runId: number, { reason, traceback }: Explanation): Promise<void> {
  await inTransaction(pool, async (client) => {
    const explained = build
      .updateTable('reciperun')
      .set({
        message: sql<string>`case when message = failure_reason then ${reason}::text else message end`,
        failure_reason: reason,
        failure_traceback: traceback,
      })
      .where('id', '=', runId)
      .where('conclusion', '=', 'failure')
      .where('failure_traceback', 'is', null)
      .where('failure_reason', 'is distinct from', reason);
    if ((await affected(client, explained)) !== 1) return;
    await writeJournal(client, {
      kind: 'operation',
      subject: runSubject(runId),
      recipeRunId: runId,
      decision: 'changed',
      actor: 'bakery',
      reason,
    });
  });
}
