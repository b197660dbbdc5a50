import type { Row } from '../entities/tables.ts';
import { all, build, first, isAnyOf, iso, now } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { writeJournal } from '../journal/journal.ts';
import type { Queryable } from '../transaction.ts';
import type { WorkState } from '../entities/work.entity.ts';

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
    'id' | 'kind' | 'ref' | 'subject' | 'label' | 'state' | 'attempts' | 'due_at' | 'updated_at'
  > {
  /** Why it failed, or what it waits for. */
  reason: string | null;
}

/** Newest change first. */
export function listWork(db: Queryable, states: readonly WorkState[], limit: number): Promise<WorkRow[]> {
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
        'last_error as reason',
      ])
      .where(({ ref }) => isAnyOf(ref('state'), states, 'text'))
      .orderBy('work.updated_at', 'desc')
      .orderBy('work.id', 'desc')
      .limit(limit),
  );
}

/**
 * Makes failed or waiting work due now, with all its attempts before it. Null when there is no such work, or it is
 * leased or done. Call it in a transaction.
 */
export async function retryWork(db: Queryable, id: string, actor: string): Promise<DueWork | null> {
  const work = await first(
    db,
    build
      .updateTable('work')
      .set({ state: 'due', due_at: now, attempts: 0, updated_at: now })
      .where('id', '=', id)
      .where('state', 'in', ['failed', 'waiting', 'due'])
      .returning(['id', 'kind', 'label', 'subject']),
  );
  if (!work) return null;
  const { subject, ...due } = work;
  const reason = `${actor} asked to try again: ${due.label}`;
  await writeJournal(db, { kind: 'operation', subject, decision: 'ran', actor, reason });
  return due;
}
