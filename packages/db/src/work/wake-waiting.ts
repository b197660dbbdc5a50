import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';

/** What waits on the subject is due, for whoever works there himself and has done what others may wait for. */
export async function wakeWaiting(db: Queryable, subject: string): Promise<DueWork[]> {
  const { rows } = await db.query<DueWork>(
    `update work set state = 'due', due_at = now(), updated_at = now() where subject = $1 and state = 'waiting'
     returning id::text, kind, label`,
    [subject],
  );
  return rows;
}
