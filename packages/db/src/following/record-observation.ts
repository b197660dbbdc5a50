import type { Queryable } from '../transaction.ts';
import { storableJson, storableText } from '../storable.ts';

export interface Observation {
  jobName?: string;
  jobId?: string;
  /** What is known of the job: region, console link, resources. Merged into what was known before. */
  job: Record<string, unknown>;
}

/** The bakery spoke of the run's job: when, and what it said. Changes no state. */
export async function recordObservation(db: Queryable, runId: number, observation: Observation): Promise<void> {
  await db.query(
    `update reciperun set observed_at = now(), bakery_job_name = coalesce($2, bakery_job_name), bakery_job_id = coalesce($3, bakery_job_id),
       bakery_job = coalesce(bakery_job, '{}'::jsonb) || $4::jsonb
     where id = $1`,
    [runId, observation.jobName ?? null, storableText(observation.jobId ?? null), storableJson(observation.job)],
  );
}
