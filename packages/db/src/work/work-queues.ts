import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import type { WorkState } from '../entities/work.entity.ts';
import { all, build, isAnyOf, iso } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

export interface QueueStatus extends Pick<Row<'work'>, 'kind'> {
  due: number;
  leased: number;
  waiting: number;
  failed: number;
  /** Age of the oldest work that is due and that nobody has taken; null when there is none. */
  oldestDueSeconds: number | null;
}

/** The work table by kind: the lengths and the age of the queues. SQL, since it counts with filters. */
export async function readQueueStatus(db: Queryable): Promise<QueueStatus[]> {
  const { rows } = await db.query<QueueStatus>(
    `select kind,
       count(*) filter (where state = 'due')::integer as due,
       count(*) filter (where state = 'leased')::integer as leased,
       count(*) filter (where state = 'waiting')::integer as waiting,
       count(*) filter (where state = 'failed')::integer as failed,
       extract(epoch from now() - min(due_at) filter (where state = 'due' and due_at <= now()))::integer as "oldestDueSeconds"
     from work where state <> 'done' group by kind order by kind`,
  );
  return rows;
}

/** Work as an operator sees it. Times are UTC, ISO 8601. */
export interface WorkRow
  extends Pick<
    Row<'work'>,
    'id' | 'kind' | 'ref' | 'subject' | 'label' | 'state' | 'attempts' | 'due_at' | 'updated_at' | 'retrying_since'
  > {
  /** Why it failed, or what it waits for. */
  reason: string | null;
}

/** `retrying`: its last attempt failed, and it will be or is being tried again. */
export type ListedState = WorkState | 'retrying';

/** Newest change first. */
export function listWork(db: Queryable, states: readonly ListedState[], limit: number): Promise<WorkRow[]> {
  return all(
    db,
    build
      .selectFrom('work')
      .select(({ ref }) => [
        'id',
        'kind',
        'ref',
        'subject',
        'label',
        'state',
        'attempts',
        iso(ref('due_at'), 's').as('due_at'),
        iso(ref('updated_at'), 's').as('updated_at'),
        iso(ref('retrying_since'), 's').as('retrying_since'),
        'last_error as reason',
      ])
      .where(({ ref, or }) =>
        or([
          isAnyOf(ref('state'), states, 'text'),
          sql<boolean>`'retrying' = any(${[...states]}::text[]) and state in ('due', 'leased') and retrying_since is not null`,
        ]),
      )
      .orderBy('work.updated_at', 'desc')
      .orderBy('work.id', 'desc')
      .limit(limit),
  );
}

/** Work as its job in the queue dashboard has to show it. */
export interface ShownWork extends Pick<Row<'work'>, 'id' | 'label' | 'state' | 'attempts'> {
  inMs: number;
  reason: string | null;
}

/**
 * What the dashboard's queue of a kind has to show: work that failed, waits, or is due later, at most `limit` of each;
 * and how the work with these ids stands. SQL, for the partial indexes.
 */
export async function listShownWork(
  db: Queryable,
  { kind, ids, limit }: { kind: string; ids: readonly string[]; limit: number },
): Promise<ShownWork[]> {
  const { rows } = await db.query<ShownWork>(
    `with shown as (
       (select id from work where kind = $1 and state = 'failed' order by updated_at desc limit $3) union
       (select id from work where kind = $1 and state in ('due', 'waiting') and due_at > now() + interval '1 second' order by due_at limit $3) union
       select unnest($2::bigint[]))
     select w.id::text, label, state, attempts, last_error as reason,
       (extract(epoch from greatest(due_at - now(), interval '0')) * 1000)::float8 as "inMs"
     from work w join shown on shown.id = w.id where kind = $1`,
    [kind, ids, limit],
  );
  return rows;
}
