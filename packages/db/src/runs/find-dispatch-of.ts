import { sql } from 'kysely';
import { all, build, first, isAnyOf } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** The journal's entries of what changed a run. */
const changes = build.selectFrom('journal as j').where('j.kind', '=', 'transition').where('j.decision', '=', 'changed');

export interface RunDispatch {
  deliveryId: string;
  isTest: boolean;
  /** By a comment or a button, and not by a merge or through the API. */
  askedByComment: boolean;
}

/** The delivery that started a run; null for a run that was not started. */
export function findDispatchOf(db: Queryable, runId: number): Promise<RunDispatch | null> {
  return first(
    db,
    changes
      .innerJoin('reciperun as r', 'r.id', 'j.recipe_run_id')
      .leftJoin('webhook_delivery as d', 'd.id', 'j.delivery_id')
      .select([
        'j.delivery_id as deliveryId',
        'r.is_test as isTest',
        sql<boolean>`coalesce(d.event in ('issue_comment', 'check_run'), false)`.as('askedByComment'),
      ])
      .where('j.recipe_run_id', '=', runId)
      .where('j.from_state', '=', 'queued')
      .where('j.delivery_id', 'is not', null)
      .orderBy('j.id', 'desc')
      .limit(1)
      .$narrowType<{ deliveryId: string }>(),
  );
}

/**
 * Whether this delivery started the run: a worker that goes on after a crash must not take its own start for somebody
 * else's.
 */
export async function wasDispatchedBy(db: Queryable, runId: number, deliveryId: string): Promise<boolean> {
  const started = changes
    .select('j.id')
    .where('j.recipe_run_id', '=', runId)
    .where('j.delivery_id', '=', deliveryId)
    .limit(1);
  return (await first(db, started)) !== null;
}

/**
 * Those of the runs that were started by this delivery, or by a comment that was written after the moment (ISO 8601).
 */
export async function findRunsAskedLater(
  db: Queryable,
  runIds: readonly number[],
  than: { deliveryId: string; at: string },
): Promise<number[]> {
  const later = await all(
    db,
    changes
      .innerJoin('webhook_delivery as d', 'd.id', 'j.delivery_id')
      .select('j.recipe_run_id as id')
      .distinct()
      .where(({ ref }) => isAnyOf(ref('j.recipe_run_id'), runIds, 'integer'))
      .where(({ eb, or, and }) =>
        or([
          eb('d.id', '=', than.deliveryId),
          and([eb('d.event', '=', 'issue_comment'), eb('d.occurred_at', '>', than.at)]),
        ]),
      )
      .$narrowType<{ id: number }>(),
  );
  return later.map(({ id }) => id);
}
