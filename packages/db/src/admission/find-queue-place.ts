import type { Queryable } from '../transaction.ts';
import { BAKE_QUEUE } from './bake-queue.ts';

export interface QueuePlace {
  /** Of those that wait for the bakery, from 1; null: it waits for another run of its own target. */
  place: number | null;
  waiting: number;
  active: number;
}

/** Where a run stands in its bakery's queue; null when it does not wait there. */
export async function findQueuePlace(db: Queryable, run: { id: number; bakery: string }): Promise<QueuePlace | null> {
  const { rows } = await db.query<QueuePlace & { waits: boolean }>(
    `${BAKE_QUEUE}
     select exists (select 1 from bakes where run_id = $2 and admitted_at is null and state <> 'ended') as waits,
       (select place::integer from queue where run_id = $2 order by place limit 1) as place,
       (select count(*)::integer from bakes where admitted_at is null and state <> 'ended') as waiting,
       (select count(*)::integer from active) as active`,
    [run.bakery, run.id],
  );
  const row = rows[0];
  return row?.waits ? { place: row.place, waiting: row.waiting, active: row.active } : null;
}
