import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql } from 'kysely';
import { pullRequestSubjectPrefix, type Subject } from '../names/subject.ts';
import { all, build, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** Something happened on the subject: what waits for it is due, what is leased runs once more. SQL, for its cases. */
export async function wakeSubject(db: Queryable, subject: string): Promise<DueWork[]> {
  const { rows } = await db.query<DueWork & { state: string }>(
    `update work set
       state = case when state = 'waiting' then 'due' else state end,
       due_at = case when state = 'waiting' then now() else due_at end,
       again = again or state = 'leased', updated_at = now()
     where subject = $1 and state in ('waiting', 'leased')
     returning id::text, kind, label, state`,
    [subject],
  );
  return rows.filter(({ state }) => state === 'due').map(({ id, kind, label }) => ({ id, kind, label }));
}

/** What waits on the subject is due: for a worker on the same subject, which has done what others may wait for. */
export async function wakeWaiting(db: Queryable, subject: string): Promise<DueWork[]> {
  return all(db, makeWaitingDue.where('subject', '=', subject as Subject));
}

/**
 * Deliveries about pull requests of these repositories (`owner/name`, or `owner/` for all of an account) wait no
 * longer: something changed for them.
 */
export async function wakeWaitingDeliveries(db: Queryable, repositories: readonly string[]): Promise<DueWork[]> {
  const prefixes = repositories.map(pullRequestSubjectPrefix);
  const isOfThese = sql<boolean>`exists (
    select 1 from unnest(${prefixes}::text[]) prefix where starts_with(lower(subject), lower(prefix)))`;
  return all(db, makeWaitingDue.where('kind', '=', 'deliveries').where(isOfThese));
}

const makeWaitingDue = build
  .updateTable('work')
  .set({ state: 'due', due_at: now, updated_at: now })
  .where('state', '=', 'waiting')
  .returning(['id', 'kind', 'label']);
