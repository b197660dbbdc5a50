import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { writeJournal } from '../journal/journal.ts';
import type { Queryable } from '../transaction.ts';
import type { WorkState } from './work.ts';

export interface QueueStatus {
  kind: string;
  due: number;
  leased: number;
  waiting: number;
  failed: number;
  /** Age of the oldest work that is due and that nobody has taken; null when there is none. */
  oldestDueSeconds: number | null;
}

/** The work table by kind: what the length and the age of the queues are. */
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

/** Work as an operator looks at it. Times are UTC, ISO 8601. */
export interface WorkRow {
  id: string;
  kind: WorkKind;
  ref: string;
  subject: string;
  label: string;
  state: WorkState;
  attempts: number;
  due_at: string;
  updated_at: string;
  /** Why it failed, or what it waits for. */
  reason: string | null;
}

const time = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ${column}`;

/** Newest change first. */
export async function listWork(db: Queryable, states: readonly WorkState[], limit: number): Promise<WorkRow[]> {
  const { rows } = await db.query<WorkRow>(
    `select id::text, kind, ref, subject, label, state, attempts, ${time('due_at')}, ${time('updated_at')}, last_error as reason
     from work where state = any($1) order by work.updated_at desc, work.id desc limit $2`,
    [states, limit],
  );
  return rows;
}

/** Makes failed or waiting work due now, with all its attempts before it. Null when there is no such work, or it is in hand or done. Call it in a transaction. */
export async function retryWork(db: Queryable, id: string, actor: string): Promise<DueWork | null> {
  const { rows } = await db.query<DueWork & { subject: string }>(
    `update work set state = 'due', due_at = now(), attempts = 0, updated_at = now()
     where id = $1::bigint and state in ('failed', 'waiting', 'due') returning id::text, kind, label, subject`,
    [id],
  );
  const work = rows[0];
  if (!work) return null;
  const { subject, ...due } = work;
  const reason = `${actor} asked to try again: ${due.label}`;
  await writeJournal(db, { kind: 'operation', subject, decision: 'ran', actor, reason });
  return due;
}
