import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';

/** Deliveries about pull requests of these repositories (`owner/name`, or `owner/` for all of an account) wait no longer: something changed for them. */
export async function wakeWaitingDeliveries(db: Queryable, repositories: readonly string[]): Promise<DueWork[]> {
  const { rows } = await db.query<DueWork>(
    `update work set state = 'due', due_at = now(), updated_at = now()
     where kind = 'deliveries' and state = 'waiting'
       and exists (select 1 from unnest($1::text[]) name
         where starts_with(lower(subject), 'pull_request ' || lower(name) || case when name like '%/' then '' else '#' end))
     returning id::text, kind, label`,
    [repositories],
  );
  return rows;
}
