import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';

export interface OverdueWork extends DueWork {
  /** For how long it has been due. */
  overdueMs: number;
}

export interface DueWorkQuery {
  kinds: readonly WorkKind[];
  limit: number;
  overdueMs: number;
}

/**
 * Work whose wake-up was lost or whose time has come, oldest first; leases that ended because their worker died are
 * free again. `overdueMs` leaves alone what became due just now, since its own wake-up is on the way. SQL: the scan
 * that runs every second, for the oldest of each subject, with the conditions of the partial indexes.
 */
export async function findDueWork(pool: Pool, { kinds, limit, overdueMs }: DueWorkQuery): Promise<OverdueWork[]> {
  await pool.query(
    `update work set state = 'due', due_at = now() - $1 * interval '1 millisecond', lease_until = null, lost_leases = lost_leases + 1, updated_at = now()
     where state = 'leased' and lease_until < now()`,
    [overdueMs],
  );
  const { rows } = await pool.query<OverdueWork>(
    `select id::text, kind, label, (extract(epoch from now() - due_at) * 1000)::float8 as "overdueMs" from (
       select distinct on (subject) id, kind, label, due_at from work w
       where state in ('due', 'waiting') and kind = any($3) and due_at <= now() - $2 * interval '1 millisecond'
         and not exists (select 1 from setting where key = 'pause of queue ' || w.kind)
         and not exists (select 1 from work held where held.subject = w.subject and held.state = 'leased')
       order by subject, due_at, id) oldest
     order by due_at limit $1`,
    [limit, overdueMs, kinds],
  );
  return rows;
}
