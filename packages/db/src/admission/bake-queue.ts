/**
 * Two tables of a bakery ($1 its name), as the beginning of a statement. `active`: admitted bakes whose run has not ended. `queue`: bakes that wait,
 * with their place: whose feedstock has the fewest active and earlier waiting bakes comes first, then the oldest. A production bake whose target is
 * being written waits without a place.
 */
export const BAKE_QUEUE = `
  with bakes as (
    select i.id, i.admitted_at, i.state, r.id as run_id, r.feedstock_id, r.recipe_id, r.is_test
    from reciperun r join runner_invocation i on i.recipe_run_id = r.id
    where r.status = 'in_progress' and i.kind = 'bake' and i.request -> 'bake' ->> 'bakery' = $1),
  active as (select * from bakes where admitted_at is not null),
  waiting as (
    select * from bakes b where admitted_at is null and state <> 'ended'
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
