import type { Queryable } from '../transaction.ts';

/** The run has ended: nobody needs to ask about it. A worker that is asking just now finds that out itself. */
export async function stopFollowingRun(db: Queryable, runId: number): Promise<void> {
  await db.query(
    `update work set state = 'done', last_error = null, updated_at = now()
     where kind = 'reconciliations' and ref = $1 and state in ('due', 'waiting', 'failed')`,
    [String(runId)],
  );
}
