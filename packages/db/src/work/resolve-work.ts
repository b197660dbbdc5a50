import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql } from 'kysely';
import { affected, build } from '../statements.ts';
import { storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';
import type { LeasedWork, WorkStanding } from './work.ts';

/** How a handler leaves its work. Times are from now. */
export type WorkOutcome =
  | { outcome: 'done' }
  /** Until its subject is woken, or the time is over. Not an attempt. */
  | { outcome: 'waiting'; forMs: number; reason: string }
  /** Failed, and worth trying again. */
  | { outcome: 'retry'; inMs: number; error: string }
  /** By a worker that stops. Not an attempt. */
  | { outcome: 'released' }
  /** An operator has to act. */
  | { outcome: 'failed'; error: string };

const STATE_OF = { done: 'done', waiting: 'waiting', retry: 'due', released: 'due', failed: 'failed' } as const;

export interface ResolvedWork {
  /** What else is due on the subject now that its lane is free. */
  due: DueWork[];
  /** How the work stands now: not as it ended, when it was requested again meanwhile. */
  standing: WorkStanding;
}

/**
 * Ends a lease. Work that was asked for again meanwhile is due at once, failed or not: the requester must not be
 * forgotten. Null when the lease was lost, and nothing was changed.
 */
export async function resolveWork(db: Queryable, work: LeasedWork, ended: WorkOutcome): Promise<ResolvedWork | null> {
  const pauseMs = ended.outcome === 'waiting' ? ended.forMs : ended.outcome === 'retry' ? ended.inMs : 0;
  const note = ended.outcome === 'waiting' ? ended.reason : 'error' in ended ? ended.error : null;
  const notAnAttempt = ended.outcome === 'waiting' || ended.outcome === 'released';
  const { rows } = await db.query<WorkStanding>(
    `update work set
       state = case when again then 'due' else $3 end,
       due_at = case when again then now() else now() + $4 * interval '1 millisecond' end,
       attempts = case when $5 then attempts - 1 else attempts end,
       retrying_since = case $7 when 'retry' then coalesce(retrying_since, now()) when 'released' then retrying_since end,
       again = false, lease_until = null, holder = null, last_error = $6, updated_at = now()
     where id = $1 and fence = $2 and state = 'leased'
     returning ${STANDING}`,
    [work.id, work.fence, STATE_OF[ended.outcome], pauseMs, notAnAttempt, note && storableText(note), ended.outcome],
  );
  const [standing] = rows;
  return standing ? { due: await dueOnSubject(db, work.subject), standing } : null;
}

/** SQL: by the clock of the database. */
const STANDING = `state, attempts, last_error as reason,
  (extract(epoch from greatest(case state when 'leased' then lease_until else due_at end - now(), interval '0')) * 1000)::float8 as "inMs"`;

/** How work stands; null when there is none of that id. */
export async function readStanding(db: Queryable, workId: string): Promise<WorkStanding | null> {
  const { rows } = await db.query<WorkStanding>(`select ${STANDING} from work where id = $1`, [workId]);
  return rows[0] ?? null;
}

/**
 * A process that lost its lease is alive after all: it is not counted among those that vanished while they worked on
 * it.
 */
export async function forgetLostLease(db: Queryable, workId: string): Promise<void> {
  await affected(
    db,
    build.updateTable('work').set({ lost_leases: sql<number>`greatest(lost_leases - 1, 0)` }).where('id', '=', workId),
  );
}

/** The next due work of a subject, oldest first. */
async function dueOnSubject(db: Queryable, subject: string): Promise<DueWork[]> {
  const { rows } = await db.query<DueWork>(
    `select id::text, kind, label from work
     where subject = $1 and state in ('due', 'waiting') and due_at <= now() order by due_at, id limit 1`,
    [subject],
  );
  return rows;
}
