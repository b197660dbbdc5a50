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
