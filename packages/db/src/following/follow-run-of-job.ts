import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { followRun } from './follow-run.ts';

export type JobHint =
  | { outcome: 'due'; runId: number; due: DueWork[] }
  /** No run of this deployment has a job of this name. */
  | { outcome: 'unknown_job' }
  /** The run has ended, and its bakery's word would change nothing. */
  | { outcome: 'ended'; runId: number };

/** Something was said of a job: its run is compared with the bakery now. What was said is not believed, only heard. */
export async function followRunOfJob(db: Queryable, jobName: string): Promise<JobHint> {
  const { rows } = await db.query<{ id: number; open: boolean }>(
    `select id, status <> 'completed' or (conclusion in ('stale', 'timed_out') and corrected_at is null) as open
     from reciperun where bakery_job_name = $1 order by id desc limit 1`,
    [jobName],
  );
  const run = rows[0];
  if (!run) return { outcome: 'unknown_job' };
  if (!run.open) return { outcome: 'ended', runId: run.id };
  return { outcome: 'due', runId: run.id, due: [await followRun(db, run.id)] };
}
