import { readCounterAges, readCounters } from '../counters/count-event.ts';
import { readDispatching } from '../settings/dispatching.ts';
import type { Queryable } from '../transaction.ts';

export interface Metrics {
  work: Array<{ kind: string; state: string; count: number }>;
  /** How long ago the oldest work of a kind and state came to be. */
  ages: Array<{ kind: string; state: string; seconds: number }>;
  /** Work whose last attempt failed and that is retried: how much, and for how long the oldest. */
  retrying: Array<{ kind: string; count: number; seconds: number }>;
  /** How long the oldest due work of a kind has been due. */
  overdueSeconds: Array<{ kind: string; seconds: number }>;
  runs: Array<{ status: string; conclusion: string; count: number }>;
  /** Of the runs that ended within the last day. */
  durations: Array<{ bakery: string; quantile: string; seconds: number }>;
  invocations: Array<{ state: string; count: number }>;
  /** Webhook deliveries that were received and not handled yet. */
  unhandledDeliveries: number;
  counters: Record<string, number>;
  /** How many seconds ago each counter last counted. */
  counterAges: Record<string, number>;
  /** Bakes that hold a place at their bakery, and those that wait for one. */
  bakeries: Array<{ bakery: string; state: 'active' | 'waiting'; count: number }>;
  /** Whether an operator lets nothing new start. */
  isStopped: boolean;
}

/**
 * What an operator wants to know of the complete system, workers without a port included. SQL: aggregates, quantiles
 * and ages.
 */
export async function readMetrics(db: Queryable): Promise<Metrics> {
  const work = await db.query<Metrics['work'][number] & Metrics['ages'][number]>(
    `select kind, state, count(*)::integer as count, extract(epoch from now() - min(created_at))::float8 as seconds
     from work where state <> 'done' group by kind, state`,
  );
  const retrying = await db.query<Metrics['retrying'][number]>(
    `select kind, count(*)::integer as count, extract(epoch from now() - min(retrying_since))::float8 as seconds
     from work where state <> 'done' and state in ('due', 'leased') and retrying_since is not null group by kind`,
  );
  const overdue = await db.query<Metrics['overdueSeconds'][number]>(
    `select kind, extract(epoch from now() - min(due_at))::float8 as seconds from work
     where state in ('due', 'waiting') and due_at <= now() group by kind`,
  );
  const runs = await db.query<Metrics['runs'][number]>(
    `select status, coalesce(conclusion, '') as conclusion, count(*)::integer as count from reciperun group by status, conclusion`,
  );
  const durations = await db.query<Metrics['durations'][number]>(
    `select b.name as bakery, quantile::text, percentile_cont(quantile) within group (
       order by extract(epoch from r.completed_at - (r.dispatched_at at time zone 'utc')))::float8 as seconds
     from reciperun r join bakery b on b.id = r.bakery_id, unnest(array[0.5, 0.9, 0.99]) as quantile
     where r.status = 'completed' and r.dispatched_at is not null
       and r.completed_at > (now() at time zone 'utc') - interval '1 day'
     group by b.name, quantile`,
  );
  const invocations = await db.query<Metrics['invocations'][number]>(
    `select state, count(*)::integer as count from runner_invocation where state <> 'ended' group by state`,
  );
  const unhandled = await db.query<{ count: number }>(
    `select count(*)::integer as count from work where kind = 'deliveries' and state <> 'done'`,
  );
  const bakeries = await db.query<Metrics['bakeries'][number]>(
    `select b.name as bakery, case when i.admitted_at is null then 'waiting' else 'active' end as state, count(*)::integer as count
     from reciperun r join bakery b on b.id = r.bakery_id join runner_invocation i on i.recipe_run_id = r.id
     where r.status = 'in_progress' and i.kind = 'bake' and (i.admitted_at is not null or i.state <> 'ended') group by 1, 2`,
  );
  return {
    work: work.rows.map(({ kind, state, count }) => ({ kind, state, count })),
    ages: work.rows.map(({ kind, state, seconds }) => ({ kind, state, seconds })),
    retrying: retrying.rows,
    overdueSeconds: overdue.rows,
    runs: runs.rows,
    durations: durations.rows,
    invocations: invocations.rows,
    unhandledDeliveries: unhandled.rows[0]?.count ?? 0,
    counters: await readCounters(db),
    counterAges: await readCounterAges(db),
    bakeries: bakeries.rows,
    isStopped: (await readDispatching(db)).stopped,
  };
}
