import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

/** How often people asked to try a delivery again: tells one try from the next, whichever worker goes on with it. */
export async function countRetries(db: Queryable, of: { subject: string; deliveryId: string }): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from journal where subject = $1 and kind = 'operation' and detail ->> 'target' = $2`,
    [of.subject, formatSubject({ of: 'delivery', id: of.deliveryId })],
  );
  return rows[0]?.count ?? 0;
}
