import { naiveTimestamp } from '../api/row-fields.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Two tables of a bakery ($1 its name), for the start of a statement. `active`: admitted bakes whose run has not ended.
 * `queue`: bakes that wait, with their place: whose feedstock has the fewest active and earlier waiting bakes comes
 * first, then the oldest. A production bake whose target is being written, and one that is held by a budget, wait
 * without a place. SQL: places are window functions over each other’s results.
 */
export const BAKE_QUEUE = `
  with bakes as (
    select i.id, i.admitted_at, i.state, i.held, r.id as run_id, r.feedstock_id, r.recipe_id, r.is_test
    from reciperun r join runner_invocation i on i.recipe_run_id = r.id
    where r.status = 'in_progress' and i.kind = 'bake' and i.request -> 'bake' ->> 'bakery' = $1),
  active as (select * from bakes where admitted_at is not null),
  waiting as (
    select * from bakes b where admitted_at is null and state <> 'ended' and held is null
      and (is_test or not exists (
        select 1 from active a where not a.is_test and a.feedstock_id = b.feedstock_id and a.recipe_id = b.recipe_id)
        and not exists (
        select 1 from bakes e where e.admitted_at is null and e.state <> 'ended' and not e.is_test
          and e.feedstock_id = b.feedstock_id and e.recipe_id = b.recipe_id and e.id < b.id))),
  queue as (
    select id, run_id, row_number() over (order by turn, id) as place from (
      select w.id, w.run_id, row_number() over (partition by feedstock_id order by id)
        + (select count(*) from active a where a.feedstock_id = w.feedstock_id) as turn
      from waiting w) turns)`;

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
