import { isUniqueViolation } from '../transaction.ts';
import type { Pool } from 'pg';
import { QUEUE_CATALOG, WORK_KINDS } from '@pangeo-forge/shared/queues/queue-catalog';
import type { LeasedWork } from './work.ts';

export type Claim = { outcome: 'claimed'; work: LeasedWork } | { outcome: 'not_due' } | { outcome: 'subject_busy' };

const LEASE_MS = Object.fromEntries(WORK_KINDS.map((kind) => [kind, QUEUE_CATALOG[kind].leaseMs]));

/**
 * Takes the work for the length of its kind's lease, if it is due and nobody else works on its subject. SQL, as all of
 * a lease: it runs several times for each piece of work, takes the fence from a sequence, and has its text once and for
 * all.
 */
export async function claimWork(pool: Pool, workId: string, holder: string): Promise<Claim> {
  try {
    const { rows } = await pool.query<LeasedWork>(
      `update work set state = 'leased', attempts = attempts + 1, again = false, fence = nextval('work_fence'), holder = $2,
         lost_leases = lost_leases + (state = 'leased')::integer, lease_until = now() + ($3::jsonb ->> kind)::integer * interval '1 millisecond', updated_at = now()
       where id = $1 and (state in ('due', 'waiting') and due_at <= now() or state = 'leased' and lease_until < now())
         and not exists (select 1 from setting where key = 'pause of queue ' || work.kind)
       returning id::text, kind, ref, subject, label, attempts, lost_leases as "lostLeases", fence::text, traceparent`,
      [workId, holder, JSON.stringify(LEASE_MS)],
    );
    return rows[0] ? { outcome: 'claimed', work: rows[0] } : { outcome: 'not_due' };
  } catch (error) {
    if (isUniqueViolation(error)) return { outcome: 'subject_busy' };
    throw error;
  }
}

/** False when the lease was lost: its present holder does the work. */
export async function renewLease(pool: Pool, work: Pick<LeasedWork, 'id' | 'kind' | 'fence'>): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update work set lease_until = now() + $3 * interval '1 millisecond' where id = $1 and fence = $2 and state = 'leased'`,
    [work.id, work.fence, QUEUE_CATALOG[work.kind].leaseMs],
  );
  return rowCount === 1;
}
