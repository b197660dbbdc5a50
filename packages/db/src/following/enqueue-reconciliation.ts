import { sql } from 'kysely';
import { affected, all, build, first, msSince, now } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { reconciliationWork } from '../work/work.ts';

/**
 * Makes a run's comparison with its bakery due: now, or after a delay. Call it in the transaction of what causes it.
 */
export function enqueueReconciliation(db: Queryable, runId: number, delayMs = 0): Promise<DueWork> {
  return enqueueWork(db, { ...reconciliationWork(runId), delayMs });
}

export type JobHint =
  /** `due` is empty when the bakery was asked just now: it is asked again a little later. */
  | { outcome: 'followed'; runId: number; due: DueWork[] }
  /** No run of this deployment has a job of this name. */
  | { outcome: 'unknown_job' }
  /** The run has ended, and a message of its bakery would change nothing. */
  | { outcome: 'ended'; runId: number };

/** A bakery is asked about the same job at most this often. */
const MIN_ASKING_INTERVAL_MS = 10_000;

/** There was a message about a job: its run is compared with the bakery. The message itself is not trusted. */
export async function followRunOfJob(db: Queryable, jobName: string): Promise<JobHint> {
  const run = await first(
    db,
    build
      .selectFrom('reciperun')
      .select(({ ref }) => [
        'id',
        sql<boolean>`status <> 'completed' or (conclusion in ('stale', 'timed_out') and corrected_at is null)`.as(
          'open',
        ),
        msSince(ref('observed_at')).as('askedMs'),
      ])
      .where('bakery_job_name', '=', jobName)
      .orderBy('id', 'desc')
      .limit(1),
  );
  if (!run) return { outcome: 'unknown_job' };
  if (!run.open) return { outcome: 'ended', runId: run.id };
  const delayMs = Math.max(0, MIN_ASKING_INTERVAL_MS - (run.askedMs ?? Infinity));
  const due = await enqueueReconciliation(db, run.id, delayMs);
  return { outcome: 'followed', runId: run.id, due: delayMs === 0 ? [due] : [] };
}

/** The run has ended: nobody needs to ask about it. A worker that is asking just now finds that out itself. */
export async function stopFollowingRun(db: Queryable, runId: number): Promise<void> {
  await affected(
    db,
    build
      .updateTable('work')
      .set({ state: 'done', last_error: null, updated_at: now })
      .where('kind', '=', 'reconciliations')
      .where('ref', '=', String(runId))
      .where('state', 'in', ['due', 'waiting', 'failed']),
  );
}

/** Runs of ours in progress that no reconciliation is under way for; they are few, or none. */
export async function findUnfollowedRuns(db: Queryable, limit: number): Promise<number[]> {
  const underWay = build
    .selectFrom('work as w')
    .select('w.id')
    .where('w.kind', '=', 'reconciliations')
    .where('w.ref', '=', sql<string>`r.id::text`)
    .where('w.state', 'in', ['due', 'leased', 'waiting']);
  const unfollowed = await all(
    db,
    build
      .selectFrom('reciperun as r')
      .select('r.id')
      .where('r.status', '=', 'in_progress')
      .where('r.dispatch_key', 'is not', null)
      .where(({ not, exists }) => not(exists(underWay)))
      .orderBy('r.id')
      .limit(limit),
  );
  return unfollowed.map(({ id }) => id);
}

/** A run of the original that started longer ago will not be ended by it any more. */
export const ABANDONED_AFTER_DAYS = 7;

/** Runs adopted from the original that nobody ended. */
export async function findAbandonedAdoptedRuns(db: Queryable, limit: number): Promise<number[]> {
  const abandoned = await all(
    db,
    build
      .selectFrom('reciperun')
      .select('id')
      .where('status', '=', 'in_progress')
      .where('dispatch_key', 'is', null)
      .where('started_at', '<', sql<string>`now() at time zone 'utc' - ${ABANDONED_AFTER_DAYS} * interval '1 day'`)
      .orderBy('id')
      .limit(limit),
  );
  return abandoned.map(({ id }) => id);
}
