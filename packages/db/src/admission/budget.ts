import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { writeJournal } from '../journal/journal.ts';
import { runSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

/** vCPU-hours; null: no limit. Months are of the calendar, in UTC. */
export interface Budget {
  run: number | null;
  month: number | null;
  feedstockMonth: number | null;
}

/** What is known of a bake and its month before it starts. vCPU-hours. */
export interface BudgetFacts {
  recipeId: string;
  bakery: string;
  /** What the newest successful run of the same recipe and kind used; null when none is known. */
  estimate: number | null;
  estimateRunId: number | null;
  /** Of the bakery in this month. Runs in progress count with what they used so far. */
  used: number;
  usedByFeedstock: number;
}

/**
 * Why a bake would exceed a budget, and what is to be done; null when it does not. A run of which nothing is known is
 * held only where the month's budget is used up: its own size cannot be judged.
 */
export function whyOverBudget(budget: Budget, facts: BudgetFacts): string | null {
  const { estimate, recipeId, bakery } = facts;
  const basis =
    estimate === null
      ? 'no run of this recipe has succeeded, so its size is not known'
      : `run ${facts.estimateRunId} of this recipe used ${hours(estimate)}`;
  const next = `Somebody with write permission can start it: comment /approve ${recipeId}`;
  if (budget.run !== null && estimate !== null && estimate > budget.run)
    return `It waits for an approval: a run at ${bakery} may use ${hours(budget.run)}, and ${basis}. ${next}.`;
  const isOver = (limit: number | null, used: number) =>
    limit !== null && (estimate === null ? used >= limit : used + estimate > limit);
  const overMonth = (limit: number | null, used: number, whose: string) =>
    isOver(limit, used)
      ? `It waits for an approval: ${whose} used ${hours(used)} of ${hours(limit ?? 0)} this month, and ${basis}. ${next}. It starts by itself when a month begins whose budget allows it.`
      : null;
  return (
    overMonth(budget.feedstockMonth, facts.usedByFeedstock, `runs of this feedstock at ${bakery}`) ??
    overMonth(budget.month, facts.used, `runs at ${bakery}`)
  );
}

function hours(value: number): string {
  return `${Number(value.toPrecision(3)).toLocaleString('en')} vCPU-hours`;
}

/**
 * What a run used: what the bakery reports (Dataflow's `TotalVcpuTime`); else the hours since it was admitted, until it
 * ended, on one processor. SQL, for the arithmetic of times.
 */
const USED = `coalesce((r.bakery_job ->> 'vcpu_hours')::float8,
  extract(epoch from coalesce(r.completed_at at time zone 'utc', now()) - i.admitted_at)::float8 / 3600)`;

export async function readBudgetFacts(db: Queryable, runId: number): Promise<BudgetFacts | null> {
  const { rows } = await db.query<BudgetFacts>(
    `select me.recipe_id as "recipeId", b.name as bakery, known.used as estimate, known.id as "estimateRunId",
       coalesce(spent.used, 0) as used, coalesce(spent.by_feedstock, 0) as "usedByFeedstock"
     from reciperun me join bakery b on b.id = me.bakery_id
       left join lateral (
         select r.id, ${USED} as used from reciperun r join runner_invocation i on i.recipe_run_id = r.id and i.kind = 'bake'
         where r.bakery_id = me.bakery_id and r.feedstock_id = me.feedstock_id and r.recipe_id = me.recipe_id
           and r.is_test = me.is_test and r.conclusion = 'success' and i.admitted_at is not null
         order by r.id desc limit 1) known on true
       left join lateral (
         select sum(${USED}) as used, sum(${USED}) filter (where r.feedstock_id = me.feedstock_id) as by_feedstock
         from reciperun r join runner_invocation i on i.recipe_run_id = r.id and i.kind = 'bake'
         where r.bakery_id = me.bakery_id
           and i.admitted_at >= date_trunc('month', now() at time zone 'utc') at time zone 'utc') spent on true
     where me.id = $1`,
    [runId],
  );
  return rows[0] ?? null;
}

export interface HeldRun {
  runId: number;
  recipeId: string;
}

/** Bakes of a pull request's runs that wait for an approval. */
export async function findHeldRuns(
  db: Queryable,
  { feedstockSpec, pullRequest }: { feedstockSpec: string; pullRequest: number },
): Promise<HeldRun[]> {
  const { rows } = await db.query<HeldRun>(
    `select r.id as "runId", r.recipe_id as "recipeId"
     from reciperun r join feedstock f on f.id = r.feedstock_id
       join runner_invocation i on i.recipe_run_id = r.id and i.kind = 'bake'
     where lower(f.spec) = lower($1) and r.pull_request = $2 and r.status = 'in_progress'
       and i.held is not null and i.admitted_at is null order by r.id`,
    [feedstockSpec, pullRequest],
  );
  return rows;
}

/**
 * The run may exceed the budget. In the caller's transaction; wake the answer after the commit. Null when it waits for
 * no approval, or not any more.
 */
export async function approveRun(
  db: Queryable,
  { runId, by, deliveryId }: { runId: number; by: string; deliveryId: string | null },
): Promise<DueWork[] | null> {
  const { rowCount } = await db.query(
    `update runner_invocation set approved_by = $2, held = null
     where recipe_run_id = $1 and kind = 'bake' and held is not null and admitted_at is null and state <> 'ended'`,
    [runId, by],
  );
  if (rowCount === 0) return null;
  await writeJournal(db, {
    kind: 'operation',
    subject: runSubject(runId),
    recipeRunId: runId,
    deliveryId,
    decision: 'ran',
    actor: by,
    reason: `@${by} approved the run beyond the budget`,
  });
  const { rows } = await db.query<DueWork>(
    `update work set state = 'due', due_at = now(), updated_at = now()
     where kind = 'invocations' and state = 'waiting'
       and ref in (select id::text from runner_invocation where recipe_run_id = $1 and kind = 'bake')
     returning id::text, kind, label`,
    [runId],
  );
  return rows;
}
