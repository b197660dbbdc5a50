import type { Queryable } from '../transaction.ts';

export interface RunDispatch {
  deliveryId: string;
  isTest: boolean;
  /** By a comment or a button, and not by a merge or through the API. */
  askedByComment: boolean;
}

/** The delivery that started a run; null for a run that was not started. */
export async function findDispatchOf(db: Queryable, runId: number): Promise<RunDispatch | null> {
  const { rows } = await db.query<RunDispatch>(
    `select j.delivery_id as "deliveryId", r.is_test as "isTest",
       coalesce(d.event in ('issue_comment', 'check_run'), false) as "askedByComment"
     from journal j join reciperun r on r.id = j.recipe_run_id left join webhook_delivery d on d.id = j.delivery_id
     where j.recipe_run_id = $1 and j.kind = 'transition' and j.decision = 'changed' and j.from_state = 'queued'
       and j.delivery_id is not null
     order by j.id desc limit 1`,
    [runId],
  );
  return rows[0] ?? null;
}

/** Whether this delivery started the run: a worker that goes on after a crash must not take its own start for somebody else's. */
export async function wasDispatchedBy(db: Queryable, runId: number, deliveryId: string): Promise<boolean> {
  const { rows } = await db.query<{ ours: boolean }>(
    `select exists (select 1 from journal where recipe_run_id = $1 and delivery_id = $2 and kind = 'transition' and decision = 'changed') as ours`,
    [runId, deliveryId],
  );
  return rows[0]?.ours ?? false;
}

/** Those of the runs that were started by this delivery, or by a comment that was written after the moment (ISO 8601). */
export async function findRunsAskedLater(
  db: Queryable,
  runIds: readonly number[],
  than: { deliveryId: string; at: string },
): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select distinct j.recipe_run_id as id from journal j join webhook_delivery d on d.id = j.delivery_id
     where j.recipe_run_id = any($1) and j.kind = 'transition' and j.decision = 'changed'
       and (d.id = $2 or d.event = 'issue_comment' and d.occurred_at > $3)`,
    [runIds, than.deliveryId, than.at],
  );
  return rows.map(({ id }) => id);
}
