import type { Pool } from 'pg';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';

export interface NewDelivery {
  /** GitHub's delivery id. */
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  number: number | null;
  sender: string | null;
  headSha: string | null;
  /** When it happened on GitHub, ISO 8601; null when the payload does not tell. */
  occurredAt: string | null;
  headers: Record<string, string>;
  /** As it came, compressed with zstd. */
  body: Buffer;
  /** What is to be done about it; null: nothing, for this reason. */
  work: { subject: string; label: string } | null;
  ignoredBecause: string | null;
}

const COLUMNS_A_ROW = 14;

/**
 * One statement for many deliveries: each is recorded, and its work is due or, when it is not for us, journalled as ignored. A delivery that was
 * recorded before only becomes due again if it is not done. Ids must differ within the batch.
 * @throws when there is no answer within `limitMs`; then they may be recorded or not, all or none.
 */
export async function recordDeliveries(pool: Pool, batch: readonly NewDelivery[], limitMs: number): Promise<DueWork[]> {
  // two processes that lock the same rows in different orders would deadlock
  const deliveries = batch.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rows = deliveries.map((_, index) => {
    const at = (column: number) => `$${index * COLUMNS_A_ROW + column}`;
    return `(${at(1)}::text, ${at(2)}::text, ${at(3)}::text, ${at(4)}::text, ${at(5)}::integer, ${at(6)}::text, ${at(7)}::text,
      ${at(8)}::timestamptz, ${at(9)}::jsonb, ${at(10)}::bytea, ${at(11)}::text, ${at(12)}::text, ${at(13)}::text, ${at(14)}::text)`;
  });
  const statement = {
    query_timeout: limitMs, // pg knows it, its types do not
    text: `with given (id, event, action, repository, number, sender, head_sha, occurred_at, headers, body, subject, label, ignored, about) as (
       values ${rows.join(', ')}),
     recorded as (
       insert into webhook_delivery (id, event, action, repository, number, sender, head_sha, occurred_at, headers, body, handled_at)
       select id, event, action, repository, number, sender, head_sha, occurred_at, headers, body,
         case when subject is null then now() end from given
       on conflict (id) do nothing returning id),
     journalled as (
       insert into journal (kind, subject, delivery_id, decision, actor, reason)
       select 'delivery', about, given.id, 'ignored', sender, ignored from given join recorded using (id) where given.subject is null)
     insert into work as w (kind, ref, subject, label)
     select 'deliveries', id, subject, label from given where subject is not null
     on conflict (kind, ref) do update set
       state = case when w.state in ('leased', 'done') then w.state else 'due' end,
       attempts = case when w.state = 'failed' then 0 else w.attempts end,
       due_at = case when w.state in ('leased', 'done') then w.due_at else least(w.due_at, now()) end, updated_at = now()
     returning id::text, kind, label, state`,
    values: deliveries.flatMap((delivery) => [
      delivery.id,
      delivery.event,
      delivery.action,
      delivery.repository,
      delivery.number,
      delivery.sender,
      delivery.headSha,
      delivery.occurredAt,
      JSON.stringify(delivery.headers),
      delivery.body,
      delivery.work?.subject ?? null,
      delivery.work?.label ?? null,
      delivery.ignoredBecause,
      delivery.work?.subject ?? (delivery.repository ? `repository ${delivery.repository}` : `event ${delivery.event}`),
    ]),
  };
  const { rows: recorded } = await pool.query<DueWork & { state: string }>(statement);
  return recorded.filter(({ state }) => state === 'due').map(({ id, kind, label }) => ({ id, kind, label }));
}
