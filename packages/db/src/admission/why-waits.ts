import type { Row } from '../entities/tables.ts';
import { type Dispatching, readDispatching } from '../settings/dispatching.ts';
import type { Queryable } from '../transaction.ts';
import { findQueuePlace, type QueuePlace } from './bake-queue.ts';
import { findPause } from './pause.ts';

/**
 * What a run waits for: somebody's `/run`, the operators, an approval beyond a budget, a paused bakery, a place there,
 * an earlier run of the same dataset, a free process, a bakery that takes no job just now.
 */
export type WaitsFor = 'command' | 'operator' | 'budget' | 'bakery' | 'limit' | 'earlier_run' | 'worker' | 'refusal';

export interface Why {
  state: 'waiting' | 'running' | 'ended';
  waits_for: WaitsFor | null;
  /** The same as a sentence. */
  reason: string | null;
}

export interface WaitFacts {
  run: RunWait;
  /** Null when it does not wait in its bakery's queue. */
  queue: QueuePlace | null;
  limit: number | null;
  /** Why the bakery is paused. */
  paused: string | null;
  dispatching: Dispatching;
}

const waits = (waits_for: WaitsFor, reason: string): Why => ({ state: 'waiting', waits_for, reason });

/** What a run waits for, as a code and as a sentence, in the order in which the worker checks it. */
export function whyWaits({ run, queue, limit, paused, dispatching }: WaitFacts): Why {
  if (run.status === 'completed') return { state: 'ended', waits_for: null, reason: null };
  if (run.status === 'queued') {
    if (dispatching.stopped) return waits('operator', `The operators let nothing new start: ${dispatching.reason}`);
    return run.isTest
      ? waits('command', 'It starts when somebody who may comments /run on the pull request.')
      : waits('worker', 'It is about to be started.');
  }
  if (run.refusal !== null) return waits('refusal', run.refusal);
  if (run.held !== null) return waits('budget', run.held);
  if (!queue) {
    const hasBegun = run.isAdmitted || run.bake !== 'waiting';
    return hasBegun ? { state: 'running', waits_for: null, reason: null } : waits('worker', NO_PROCESS);
  }
  if (paused) return waits('bakery', `The bakery ${run.bakery} is paused: ${paused}`);
  if (queue.place === null)
    return waits('earlier_run', `${nameOf(run.earlierRunId)} writes the same dataset, and comes first.`);
  if (limit !== null && queue.place > limit - queue.active) {
    return waits(
      'limit',
      `The bakery ${run.bakery} takes ${limit === 1 ? 'one run' : `${limit} runs`} at a time; place ${queue.place} of ${queue.waiting} in its queue.`,
    );
  }
  return waits('worker', NO_PROCESS);
}

const NO_PROCESS = 'Its turn has come: it starts when a process that runs recipes is free.';

function nameOf(earlierRunId: number | null): string {
  return earlierRunId === null ? 'Another production run' : `Run ${earlierRunId}`;
}

/** What is known of a run that may be waiting. */
export interface RunWait extends Pick<Row<'reciperun'>, 'id' | 'status'> {
  bakery: string;
  isTest: boolean;
  /** Of its newest bake; null when none was asked for yet. */
  bake: Row<'runner_invocation'>['state'] | null;
  isAdmitted: boolean;
  /** Why its bakery does not take its job just now. */
  refusal: string | null;
  /** Why it may exceed a budget, while it waits for an approval. */
  held: string | null;
  /** The production run of the same target that comes first. */
  earlierRunId: number | null;
}

/** Null when there is no such run. SQL, for the lateral joins. */
export async function readRunWait(db: Queryable, id: number): Promise<RunWait | null> {
  const { rows } = await db.query<RunWait>(
    `select r.id, b.name as bakery, r.status, r.is_test as "isTest", i.state as bake,
       coalesce(i.admitted_at is not null, false) as "isAdmitted",
       case when i.state = 'running' then i.refusal end as refusal,
       case when i.admitted_at is null and i.state = 'waiting' then i.held end as held, earlier.id as "earlierRunId"
     from reciperun r join bakery b on b.id = r.bakery_id
       left join lateral (
         select state, admitted_at, refusal, held from runner_invocation
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

/** What the bakery's file says of its runs; both null where it is not configured any more. */
export interface WaitRules {
  limit: number | null;
  paused: string | null;
}

/** Whether and for what a run waits now; null when there is no such run. */
export async function readWhyWaits(db: Queryable, runId: number, { limit, paused }: WaitRules): Promise<Why | null> {
  const run = await readRunWait(db, runId);
  if (!run) return null;
  return whyWaits({
    run,
    queue: await findQueuePlace(db, run),
    limit,
    paused: paused ?? (await findPause(db, run.bakery))?.reason ?? null,
    dispatching: await readDispatching(db),
  });
}
