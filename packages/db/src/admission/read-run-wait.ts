import type { Queryable } from '../transaction.ts';

/** What is known of a run that may be waiting. */
export interface RunWait {
  id: number;
  bakery: string;
  status: 'queued' | 'in_progress' | 'completed';
  isTest: boolean;
  /** Of its newest bake; null when none was asked for yet. */
  bake: 'waiting' | 'running' | 'ended' | null;
  isAdmitted: boolean;
  /** Why its bakery does not take its job just now. */
  refusal: string | null;
  /** The production run of the same target that comes first. */
  earlierRunId: number | null;
}

/** Null when there is no such run. */
export async function readRunWait(db: Queryable, id: number): Promise<RunWait | null> {
  const { rows } = await db.query<RunWait>(
    `select r.id, b.name as bakery, r.status, r.is_test as "isTest", i.state as bake,
       coalesce(i.admitted_at is not null, false) as "isAdmitted",
       case when i.state = 'running' then i.refusal end as refusal, earlier.id as "earlierRunId"
     from reciperun r join bakery b on b.id = r.bakery_id
       left join lateral (
         select state, admitted_at, refusal from runner_invocation
         where recipe_run_id = r.id and kind = 'bake' order by id desc limit 1) i on true
       left join lateral (
         select e.id from reciperun e
         where not r.is_test and e.status = 'in_progress' and not e.is_test and e.id <> r.id and e.bakery_id = r.bakery_id
           and e.feedstock_id = r.feedstock_id and e.recipe_id = r.recipe_id
           and exists (select 1 from runner_invocation ei where ei.recipe_run_id = e.id and ei.kind = 'bake'
             and (ei.admitted_at is not null or e.id < r.id))
         order by e.id limit 1) earlier on true
     where r.id = $1::bigint`,
    [id],
  );
  return rows[0] ?? null;
}
