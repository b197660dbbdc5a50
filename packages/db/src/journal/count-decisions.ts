import type { Queryable } from '../transaction.ts';

/** How often work on the delivery ended so before: tells one try of a retried delivery from the next. */
export async function countDecisions(db: Queryable, deliveryId: string, decision: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from journal where delivery_id = $1 and kind = 'delivery' and decision = $2`,
    [deliveryId, decision],
  );
  return rows[0]?.count ?? 0;
}
