import type { Queryable } from '../transaction.ts';

/** Whether this delivery started the run: a worker that goes on after a crash must not take its own start for somebody else's. */
export async function wasDispatchedBy(db: Queryable, runId: number, deliveryId: string): Promise<boolean> {
  const { rows } = await db.query<{ ours: boolean }>(
    `select exists (select 1 from journal where recipe_run_id = $1 and delivery_id = $2 and kind = 'transition' and decision = 'changed') as ours`,
    [runId, deliveryId],
  );
  return rows[0]?.ours ?? false;
}
