import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { writeJournal } from '../journal/write-journal.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Makes the work of a delivery due again, done or failed as it may be; null when there is no such delivery, or it asks for nothing. Harmless: a handler does
 * the difference between what should be and what is. Call it in a transaction; workers find it within a second.
 */
export async function handleAgain(db: Queryable, deliveryId: string, actor: string): Promise<DueWork | null> {
  const { rows } = await db.query<DueWork>(
    `update work set state = case when state = 'leased' then state else 'due' end, again = state = 'leased',
       due_at = now(), attempts = 0, updated_at = now()
     where kind = 'deliveries' and ref = $1 returning id::text, kind, label`,
    [deliveryId],
  );
  if (!rows[0]) return null;
  await writeJournal(db, {
    kind: 'operation',
    subject: rows[0].label,
    deliveryId,
    decision: 'changed',
    actor,
    reason: 'An operator asked to handle this delivery again.',
  });
  return rows[0];
}
