import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import type { WorkState } from '../entities/work.entity.ts';
import { build, first, now } from '../statements.ts';
import { writeJournal } from '../journal/journal.ts';
import type { Queryable } from '../transaction.ts';

export interface FailedDelivery extends Pick<Row<'work'>, 'subject' | 'label'> {
  id: string;
  /** `pull_request.closed` */
  name: string;
  reason: string;
}

/**
 * Deliveries on a subject whose work gave up, or whose last decision is `failed`: what trying again may fix. Newest
 * first. SQL, for the lateral join.
 */
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
 * Makes the work of a delivery due again, done or failed as it may be; null when there is no such delivery, or it asks
 * for nothing. Harmless: a handler does the difference between what should be and what is. Call it in a transaction;
 * workers find it within a second.
 */
export async function retryDelivery(db: Queryable, deliveryId: string, actor: string): Promise<DueWork | null> {
  const due = await first(
    db,
    build
      .updateTable('work')
      .set({
        state: sql<WorkState>`case when state = 'leased' then state else 'due' end`,
        again: sql<boolean>`state = 'leased'`,
        due_at: now,
        attempts: 0,
        updated_at: now,
      })
      .where('kind', '=', 'deliveries')
      .where('ref', '=', deliveryId)
      .returning(['id', 'kind', 'label']),
  );
  if (!due) return null;
  await writeJournal(db, {
    kind: 'operation',
    subject: due.label,
    deliveryId,
    decision: 'changed',
    actor,
    reason: 'An operator asked to handle this delivery again.',
  });
  return due;
}
