import { sql } from 'kysely';
import { affected, build, now } from '../statements.ts';
import { storableJson, storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';

export interface Observation {
  jobName?: string;
  jobId?: string;
  /** What is known of the job: region, console link, resources. Merged into what was known before. */
  job: Record<string, unknown>;
}

/** The bakery reported on the run's job: when, and what. Changes no state. */
export async function recordObservation(db: Queryable, runId: number, observation: Observation): Promise<void> {
  const { jobName, jobId, job } = observation;
  await affected(
    db,
    build
      .updateTable('reciperun')
      .set({
        observed_at: now,
        bakery_job: sql<Record<string, unknown>>`coalesce(bakery_job, '{}'::jsonb) || ${storableJson(job)}::jsonb`,
        ...(jobName === undefined ? {} : { bakery_job_name: jobName }),
        ...(jobId === undefined ? {} : { bakery_job_id: storableText(jobId) }),
      })
      .where('id', '=', runId),
  );
}

export interface ActiveJob {
  runId: number;
  jobId: string;
  job: Record<string, unknown>;
  /** Until the next scheduled check of its run. */
  lookAgainMs: number;
}

/**
 * The bakery listed these jobs among those that have not ended. Scheduled checks of their runs come later; one that is
 * due now is made all the same. SQL: one statement for all of them.
 */
export async function recordActiveJobs(db: Queryable, jobs: readonly ActiveJob[]): Promise<void> {
  await db.query(
    `with seen as (select * from jsonb_to_recordset($1::jsonb) as s("runId" int, "jobId" text, job jsonb, "lookAgainMs" float8)),
       observed as (
         update reciperun r set observed_at = now(), bakery_job_id = s."jobId", bakery_job = coalesce(r.bakery_job, '{}'::jsonb) || s.job
         from seen s where r.id = s."runId" and r.status = 'in_progress')
     update work w set due_at = greatest(w.due_at, now() + s."lookAgainMs" * interval '1 millisecond'), updated_at = now()
     from seen s where w.kind = 'reconciliations' and w.ref = s."runId"::text and w.state = 'waiting'`,
    [storableJson(jobs)],
  );
}
