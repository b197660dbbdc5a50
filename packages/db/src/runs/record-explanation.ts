import { writeJournal } from '../journal/journal.ts';
import { runSubject } from '../names/subject.ts';
import { inTransaction } from '../transaction.ts';
import type { Pool } from 'pg';

export interface Explanation {
  reason: string;
  traceback: string | null;
}

/** Why a run failed, told by its bakery after the run had ended. The first word stays: what was explained before is not changed. */
export async function recordExplanation(pool: Pool, runId: number, { reason, traceback }: Explanation): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update reciperun set message = case when message = failure_reason then $2 else message end, failure_reason = $2, failure_traceback = $3
       where id = $1 and conclusion = 'failure' and failure_traceback is null and failure_reason is distinct from $2`,
      [runId, reason, traceback],
    );
    if (rowCount !== 1) return;
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
