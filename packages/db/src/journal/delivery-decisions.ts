import type { Queryable } from '../transaction.ts';

export interface Wait {
  subject: string;
  deliveryId: string;
  actor: string | null;
  reason: string;
}

/** That a delivery waits, and for what: once for each reason, however often it is looked at. */
export async function journalWait(db: Queryable, { subject, deliveryId, actor, reason }: Wait): Promise<void> {
  await db.query(
    `insert into journal (kind, subject, delivery_id, decision, actor, reason)
     select 'delivery', $1, $2, 'waited', $3, $4
     where not exists (select 1 from journal where delivery_id = $2 and decision = 'waited' and reason = $4)`,
    [subject, deliveryId, actor, reason],
  );
}

export async function hasWaited(db: Queryable, deliveryId: string): Promise<boolean> {
  const { rowCount } = await db.query(`select 1 from journal where delivery_id = $1 and decision = 'waited' limit 1`, [
    deliveryId,
  ]);
  return rowCount !== 0;
}

/** How often work on the delivery ended so before: tells one try of a retried delivery from the next. */
export async function countDecisions(db: Queryable, deliveryId: string, decision: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from journal where delivery_id = $1 and kind = 'delivery' and decision = $2`,
    [deliveryId, decision],
  );
  return rows[0]?.count ?? 0;
}
