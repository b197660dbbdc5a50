import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { writeJournal } from '../journal/journal.ts';
import type { Subject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

export interface FailedDelivery {
  id: string;
  /** `pull_request.closed` */
  name: string;
  subject: Subject;
  label: string;
  reason: string;
}

/** Deliveries on a subject whose work gave up, or whose last decision is `failed`: what trying again may mend. Newest first. */
export async function findFailedDeliveries(db: Queryable, subject: string): Promise<FailedDelivery[]> {
  const { rows } = await db.query<FailedDelivery>(
    `select d.id, concat_ws('.', d.event, d.action) as name, w.subject, w.label,
       coalesce(last.reason, w.last_error, 'no reason is known') as reason
     from work w join webhook_delivery d on d.id = w.ref
       left join lateral (
         select decision, reason from journal j where j.delivery_id = d.id and j.kind = 'delivery' order by j.id desc limit 1) last on true
     where w.kind = 'deliveries' and w.subject = $1 and d.body is not null
       and (w.state = 'failed' or w.state = 'done' and last.decision = 'failed')
     order by d.received_at desc`,
    [subject],
  );
  return rows;
}

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
