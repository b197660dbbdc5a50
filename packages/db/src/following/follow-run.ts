import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { reconciliationWork } from '../work/work.ts';

/** Makes a run's comparison with its bakery due: now, or after a delay. Call it in the transaction of what causes it. */
export function followRun(db: Queryable, runId: number, delayMs = 0): Promise<DueWork> {
  return enqueueWork(db, { ...reconciliationWork(runId), delayMs });
}

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

/** The run has ended: nobody needs to ask about it. A worker that is asking just now finds that out itself. */
export async function stopFollowingRun(db: Queryable, runId: number): Promise<void> {
  await db.query(
    `update work set state = 'done', last_error = null, updated_at = now()
     where kind = 'reconciliations' and ref = $1 and state in ('due', 'waiting', 'failed')`,
    [String(runId)],
  );
}

/** Runs of ours in progress that no reconciliation is under way for; they are few, or none. */
export async function findUnfollowedRuns(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select r.id from reciperun r
     where r.status = 'in_progress' and r.dispatch_key is not null
       and not exists (select 1 from work w where w.kind = 'reconciliations' and w.ref = r.id::text and w.state in ('due', 'leased', 'waiting'))
     order by r.id limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** A run of the original that began longer ago will not be ended by it any more. */
export const ABANDONED_AFTER_DAYS = 7;

/** Runs adopted from the original that nobody ended. */
export async function findAbandonedAdoptedRuns(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from reciperun
     where status = 'in_progress' and dispatch_key is null
       and started_at < now() at time zone 'utc' - $1 * interval '1 day'
     order by id limit $2`,
    [ABANDONED_AFTER_DAYS, limit],
  );
  return rows.map(({ id }) => id);
}
