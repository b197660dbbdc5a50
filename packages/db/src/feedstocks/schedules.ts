import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql } from 'kysely';
import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import { affected, all, build, first, iso, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { scheduleWork } from '../work/work.ts';

/** Times are ISO 8601, UTC. */
export interface ScheduleRecord {
  id: number;
  feedstockId: number;
  feedstockSpec: string;
  recipeId: string;
  cron: string;
  nextDueAt: string;
  lastRunId: number | null;
  skippedAt: string | null;
  skipReason: string | null;
  failedReads: number;
  pausedAt: string | null;
  /** A login; null when it was paused after failures. */
  pausedBy: string | null;
  pauseReason: string | null;
  issueNumber: number | null;
}

const records = build
  .selectFrom('schedule as s')
  .innerJoin('feedstock as f', 'f.id', 's.feedstock_id')
  .select(({ ref }) => [
    's.id',
    's.feedstock_id as feedstockId',
    'f.spec as feedstockSpec',
    's.recipe_id as recipeId',
    's.cron',
    iso(ref('s.next_due_at'), 's').as('nextDueAt'),
    's.last_run_id as lastRunId',
    iso(ref('s.skipped_at'), 's').as('skippedAt'),
    's.skip_reason as skipReason',
    's.failed_reads as failedReads',
    iso(ref('s.paused_at'), 'us').as('pausedAt'),
    's.paused_by as pausedBy',
    's.pause_reason as pauseReason',
    's.issue_number as issueNumber',
  ]);

export function findSchedule(db: Queryable, id: number): Promise<ScheduleRecord | null> {
  return first(db, records.where('s.id', '=', id));
}

/** Those of a feedstock, by recipe. */
export function findSchedules(db: Queryable, feedstockId: number): Promise<ScheduleRecord[]> {
  return all(db, records.where('s.feedstock_id', '=', feedstockId).orderBy('s.recipe_id'));
}

export interface WantedSchedule {
  recipeId: string;
  cron: string;
  /** ISO 8601. */
  nextDueAt: string;
}

/**
 * Makes the rows of a feedstock those that its default branch has. A changed one keeps its pause. In the caller's
 * transaction; wake the answer after the commit.
 */
export async function replaceSchedules(
  db: Queryable,
  feedstockId: number,
  wanted: readonly WantedSchedule[],
): Promise<DueWork[]> {
  const present = await findSchedules(db, feedstockId);
  for (const { id, recipeId, cron } of present) {
    if (wanted.some((one) => one.recipeId === recipeId)) continue;
    await affected(db, build.deleteFrom('schedule').where('id', '=', id));
    await journal(db, { feedstockId, actor: null, reason: `the schedule ${cron} of ${recipeId} was removed` });
  }
  const due: DueWork[] = [];
  for (const { recipeId, cron, nextDueAt } of wanted) {
    const before = present.find((one) => one.recipeId === recipeId);
    if (before?.cron === cron) continue;
    const row = await first(
      db,
      build
        .insertInto('schedule')
        .values({ feedstock_id: feedstockId, recipe_id: recipeId, cron, next_due_at: nextDueAt })
        .onConflict((same) =>
          same.columns(['feedstock_id', 'recipe_id']).doUpdateSet((given) => ({
            cron: given.ref('excluded.cron'),
            next_due_at: given.ref('excluded.next_due_at'),
          })),
        )
        .returning('id'),
    );
    await journal(db, { feedstockId, actor: null, reason: `the schedule of ${recipeId} is ${cron}` });
    if (row) due.push(await enqueueWork(db, scheduleWork({ id: row.id, feedstockId })));
  }
  return due;
}

/**
 * Takes a due time: false when another worker took it, or the schedule was paused, changed or removed since.
 */
export async function takeDueTime(
  db: Queryable,
  { id, nextDueAt, cron }: Pick<ScheduleRecord, 'id' | 'nextDueAt' | 'cron'>,
  next: string,
): Promise<boolean> {
  const taken = build
    .updateTable('schedule')
    .set({ next_due_at: next })
    .where('id', '=', id)
    .where('cron', '=', cron)
    .where('paused_at', 'is', null)
    .where(sql<boolean>`next_due_at = ${nextDueAt}::timestamptz`);
  return (await affected(db, taken)) === 1;
}

/** In the transaction that took the due time and registered the run. */
export async function recordScheduledRun(db: Queryable, id: number, runId: number): Promise<void> {
  await affected(db, build.updateTable('schedule').set({ last_run_id: runId, failed_reads: 0 }).where('id', '=', id));
}

/** In the transaction that took the due time: nothing is started for it. */
export async function recordSkip(
  db: Queryable,
  schedule: ScheduleRecord,
  { reason, isFailedRead }: { reason: string; isFailedRead: boolean },
): Promise<void> {
  await affected(
    db,
    build
      .updateTable('schedule')
      .set({
        skipped_at: schedule.nextDueAt,
        skip_reason: reason,
        ...(isFailedRead ? { failed_reads: sql<number>`failed_reads + 1` } : {}),
      })
      .where('id', '=', schedule.id),
  );
  const { feedstockId, recipeId, nextDueAt } = schedule;
  const text = `${recipeId}, due at ${nextDueAt}, was not started: ${reason}`;
  await journal(db, { feedstockId, actor: null, reason: text, decision: 'refused' });
}

/** False when it was paused before. @param by a login; null: failures */
export async function pauseSchedule(
  db: Queryable,
  { id, feedstockId, recipeId }: ScheduleRecord,
  { by, reason }: { by: string | null; reason: string },
): Promise<boolean> {
  const paused = build
    .updateTable('schedule')
    .set({ paused_at: now, paused_by: by, pause_reason: reason })
    .where('id', '=', id)
    .where('paused_at', 'is', null);
  if ((await affected(db, paused)) === 0) return false;
  await journal(db, { feedstockId, actor: by, reason: `the schedule of ${recipeId} is paused: ${reason}` });
  return true;
}

/** False when it was not paused. Failures before now do not count any more. */
export async function resumeSchedule(
  db: Queryable,
  { id, feedstockId, recipeId }: ScheduleRecord,
  { by, nextDueAt }: { by: string; nextDueAt: string },
): Promise<DueWork[] | null> {
  const resumed = build
    .updateTable('schedule')
    .set({
      paused_at: null,
      paused_by: null,
      pause_reason: null,
      resumed_at: now,
      failed_reads: 0,
      next_due_at: nextDueAt,
    })
    .where('id', '=', id)
    .where('paused_at', 'is not', null);
  if ((await affected(db, resumed)) === 0) return null;
  await journal(db, { feedstockId, actor: by, reason: `the schedule of ${recipeId} is resumed` });
  return [await enqueueWork(db, scheduleWork({ id, feedstockId }))];
}

export async function setScheduleIssue(db: Queryable, id: number, issueNumber: number | null): Promise<void> {
  await affected(db, build.updateTable('schedule').set({ issue_number: issueNumber }).where('id', '=', id));
}

/**
 * How many of its newest runs failed in a row since it was resumed. Cancelled ones say nothing; a success of any
 * production run of the recipe ends the row.
 */
export async function countFailuresInRow(db: Queryable, { id }: Pick<ScheduleRecord, 'id'>): Promise<number> {
  const { rows } = await db.query<{ failures: number }>(
    `select count(*)::int as failures from reciperun r join schedule s on s.id = $1
     where r.feedstock_id = s.feedstock_id and r.recipe_id = s.recipe_id and not r.is_test
       and r.dispatch_key like 'schedule ' || s.id || ' due %' and r.status = 'completed'
       and r.conclusion in ('failure', 'timed_out', 'stale')
       and r.started_at at time zone 'utc' > coalesce(s.resumed_at, '-infinity')
       and r.id > coalesce((select max(good.id) from reciperun good where good.feedstock_id = s.feedstock_id
         and good.recipe_id = s.recipe_id and not good.is_test and good.conclusion = 'success'), 0)`,
    [id],
  );
  return rows[0]?.failures ?? 0;
}

/** Whether a production run of the recipe succeeded after the schedule was paused. */
export async function hasSucceededSincePause(
  db: Queryable,
  { feedstockId, recipeId, pausedAt }: ScheduleRecord,
): Promise<boolean> {
  if (pausedAt === null) return false;
  const good = build
    .selectFrom('reciperun')
    .select('id')
    .where('feedstock_id', '=', feedstockId)
    .where('recipe_id', '=', recipeId)
    .where('is_test', '=', false)
    .where('conclusion', '=', 'success')
    .where(sql<boolean>`completed_at at time zone 'utc' > ${pausedAt}::timestamptz`)
    .limit(1);
  return (await first(db, good)) !== null;
}

/** A production run of the recipe that is under way; null when there is none. */
export async function findOpenProduction(
  db: Queryable,
  { feedstockId, recipeId }: Pick<ScheduleRecord, 'feedstockId' | 'recipeId'>,
): Promise<number | null> {
  const open = await first(
    db,
    build
      .selectFrom('reciperun')
      .select('id')
      .where('feedstock_id', '=', feedstockId)
      .where('recipe_id', '=', recipeId)
      .where('is_test', '=', false)
      .where('status', '=', 'in_progress')
      .orderBy('id')
      .limit(1),
  );
  return open?.id ?? null;
}

/**
 * The pull request that the newest production run of the feedstock belongs to: commands about it can be written there.
 */
export async function findLastProductionPull(db: Queryable, feedstockId: number): Promise<number | null> {
  const found = await first(
    db,
    build
      .selectFrom('reciperun')
      .select('pull_request')
      .where('feedstock_id', '=', feedstockId)
      .where('is_test', '=', false)
      .where('pull_request', 'is not', null)
      .orderBy('id', 'desc')
      .limit(1),
  );
  return found?.pull_request ?? null;
}

/** A production run of the recipe ended: its schedule may have to be paused, or to go on. */
export async function wakeSchedules(
  db: Queryable,
  { feedstockId, recipeId }: Pick<ScheduleRecord, 'feedstockId' | 'recipeId'>,
): Promise<DueWork[]> {
  const found = (await findSchedules(db, feedstockId)).filter((one) => one.recipeId === recipeId);
  return Promise.all(found.map((schedule) => enqueueWork(db, scheduleWork(schedule))));
}

async function journal(
  db: Queryable,
  entry: { feedstockId: number; actor: string | null; reason: string; decision?: 'changed' | 'refused' },
): Promise<void> {
  const { feedstockId, actor, reason, decision = 'changed' } = entry;
  const subject = formatSubject({ of: 'feedstock', feedstockId });
  await writeJournal(db, { kind: 'operation', subject, decision, actor, reason });
}
