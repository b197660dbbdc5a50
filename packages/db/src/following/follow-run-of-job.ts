import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { followRun } from './follow-run.ts';

export type JobHint =
  /** `due` is empty when the bakery was asked just now: it is asked again a little later. */
  | { outcome: 'followed'; runId: number; due: DueWork[] }
  /** No run of this deployment has a job of this name. */
  | { outcome: 'unknown_job' }
  /** The run has ended, and its bakery's word would change nothing. */
  | { outcome: 'ended'; runId: number };

/** A job that talks much is asked about at most this often. */
const ASK_AT_MOST_EVERY_MS = 10_000;

/** Something was said of a job: its run is compared with the bakery. What was said is not believed, only heard. */
export async function followRunOfJob(db: Queryable, jobName: string): Promise<JobHint> {
  const { rows } = await db.query<{ id: number; open: boolean; askedMs: number | null }>(
    `select id, status <> 'completed' or (conclusion in ('stale', 'timed_out') and corrected_at is null) as open,
       (extract(epoch from now() - observed_at) * 1000)::float8 as "askedMs"
     from reciperun where bakery_job_name = $1 order by id desc limit 1`,
    [jobName],
  );
  const run = rows[0];
  if (!run) return { outcome: 'unknown_job' };
  if (!run.open) return { outcome: 'ended', runId: run.id };
  const delayMs = Math.max(0, ASK_AT_MOST_EVERY_MS - (run.askedMs ?? Infinity));
  const due = await followRun(db, run.id, delayMs);
  return { outcome: 'followed', runId: run.id, due: delayMs === 0 ? [due] : [] };
}
