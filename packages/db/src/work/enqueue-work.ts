import { build, first } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { tracing } from '@pangeo-forge/shared/telemetry/tracing';
import type { Queryable } from '../transaction.ts';
import type { NewWork } from './work.ts';

/**
 * Makes the work due, whether it is new, waiting, done or failed; leased work runs once more when it ends. Call it in
 * the transaction of what causes the work, and wake the workers with the answer after the commit. SQL, for the cases of
 * its `on conflict`.
 */
export async function enqueueWork(db: Queryable, work: NewWork): Promise<DueWork> {
  const { rows } = await db.query<DueWork>(
    `insert into work as w (kind, ref, subject, label, due_at, traceparent)
     values ($1, $2, $3, $4, now() + $5 * interval '1 millisecond', $6)
     on conflict (kind, ref) do update set
       state = case when w.state = 'leased' then w.state else 'due' end,
       again = w.state = 'leased',
       due_at = case when w.state in ('due', 'waiting') then least(w.due_at, excluded.due_at) else excluded.due_at end,
       attempts = case when w.state in ('done', 'failed') then 0 else w.attempts end,
       lost_leases = case when w.state in ('done', 'failed') then 0 else w.lost_leases end,
       retrying_since = case when w.state in ('done', 'failed') then null else w.retrying_since end,
       traceparent = coalesce(excluded.traceparent, w.traceparent),
       updated_at = now()
     returning id::text, kind, label`,
    [work.kind, work.ref, work.subject, work.label, work.delayMs ?? 0, tracing().traceparent()],
  );
  return rows[0] as DueWork;
}

/**
 * Makes work due that was asked for before, such as a comment that was written and is to follow the present; what
 * nobody asked for stays undone.
 */
export async function enqueueAgain(db: Queryable, work: NewWork): Promise<DueWork[]> {
  const { kind, ref } = work;
  const before = build.selectFrom('work').select('id').where('kind', '=', kind).where('ref', '=', ref);
  return (await first(db, before)) === null ? [] : [await enqueueWork(db, work)];
}
