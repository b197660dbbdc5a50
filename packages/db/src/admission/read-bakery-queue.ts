import type { Queryable } from '../transaction.ts';
import { naiveTimestamp } from '../api/row-fields.ts';
import { BAKE_QUEUE } from './bake-queue.ts';

export interface QueuedRun {
  id: number;
  recipe_id: string;
  feedstock_id: number;
  is_test: boolean;
  started_at: string;
}

export interface WaitingRun extends QueuedRun {
  /** Of those that wait, from 1; null: it waits for another run of its own target. */
  place: number | null;
}

export interface BakeryQueue {
  /** Admitted runs that have not ended, the newest first. */
  active: QueuedRun[];
  /** In the order in which they come to their turn; those without a place last. */
  waiting: WaitingRun[];
}

const RUN = `'id', r.id, 'recipe_id', r.recipe_id, 'feedstock_id', r.feedstock_id, 'is_test', r.is_test,
  'started_at', ${naiveTimestamp('r.started_at')}`;

/** What a bakery works on, and what waits for it. */
export async function readBakeryQueue(db: Queryable, bakery: string): Promise<BakeryQueue> {
  const { rows } = await db.query<BakeryQueue>(
    `${BAKE_QUEUE}
     select
       (select coalesce(json_agg(json_build_object(${RUN}) order by r.id desc), '[]')
        from active join reciperun r on r.id = active.run_id) as active,
       (select coalesce(json_agg(json_build_object(${RUN}, 'place', queue.place) order by queue.place nulls last, r.id), '[]')
        from bakes join reciperun r on r.id = bakes.run_id left join queue on queue.id = bakes.id
        where bakes.admitted_at is null and bakes.state <> 'ended') as waiting`,
    [bakery],
  );
  return rows[0] as BakeryQueue;
}
