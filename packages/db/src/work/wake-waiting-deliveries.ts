import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { pullRequestSubjectPrefix } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

/** Deliveries about pull requests of these repositories (`owner/name`, or `owner/` for all of an account) wait no longer: something changed for them. */
export async function wakeWaitingDeliveries(db: Queryable, repositories: readonly string[]): Promise<DueWork[]> {
  const { rows } = await db.query<DueWork>(
    `update work set state = 'due', due_at = now(), updated_at = now()
     where kind = 'deliveries' and state = 'waiting'
       and exists (select 1 from unnest($1::text[]) prefix where starts_with(lower(subject), lower(prefix)))
     returning id::text, kind, label`,
    [repositories.map(pullRequestSubjectPrefix)],
  );
  return rows;
}
