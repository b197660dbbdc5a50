import type { Queryable } from '../transaction.ts';

/** A run whose job a bakery has, and nobody wants it ended. */
export interface RunAtBakery {
  id: number;
  jobName: string;
  jobId: string | null;
  submittedMs: number;
  /** Until it is looked at by itself. */
  dueInMs: number;
  /** Since its bakery was asked about this job alone; null when it never was. */
  askedAloneMs: number | null;
}

/** Runs whose job the bakery has and that wait for their next look. */
export async function findRunsAtBakery(db: Queryable, bakery: string, limit: number): Promise<RunAtBakery[]> {
  const { rows } = await db.query<RunAtBakery>(
    `select r.id, r.bakery_job_name as "jobName", r.bakery_job_id as "jobId",
       (extract(epoch from now() - r.submitted_at) * 1000)::float8 as "submittedMs",
       (extract(epoch from w.due_at - now()) * 1000)::float8 as "dueInMs",
       (extract(epoch from now() - (r.bakery_job ->> 'resources_at')::timestamptz) * 1000)::float8 as "askedAloneMs"
     from work w join reciperun r on r.id = w.ref::int join bakery b on b.id = r.bakery_id
     where w.kind = 'reconciliations' and w.state = 'waiting' and b.name = $1 and r.status = 'in_progress'
       and r.submitted_at is not null and r.bakery_job_name is not null and r.cancel_requested_at is null
     order by w.due_at limit $2`,
    [bakery, limit],
  );
  return rows;
}
