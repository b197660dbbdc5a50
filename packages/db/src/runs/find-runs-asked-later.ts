import type { Queryable } from '../transaction.ts';

/** Those of the runs that were started by this delivery, or by a comment that was written after the moment (ISO 8601). */
export async function findRunsAskedLater(
  db: Queryable,
  runIds: readonly number[],
  than: { deliveryId: string; at: string },
): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select distinct j.recipe_run_id as id from journal j join webhook_delivery d on d.id = j.delivery_id
     where j.recipe_run_id = any($1) and j.kind = 'transition' and j.decision = 'changed'
       and (d.id = $2 or d.event = 'issue_comment' and d.occurred_at > $3)`,
    [runIds, than.deliveryId, than.at],
  );
  return rows.map(({ id }) => id);
}
