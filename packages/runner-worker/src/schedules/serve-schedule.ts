import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import {
  countFailuresInRow,
  findLastProductionPull,
  findOpenProduction,
  findSchedule,
  hasSucceededSincePause,
  pauseSchedule,
  recordScheduledRun,
  recordSkip,
  resumeSchedule,
  type ScheduleRecord,
  takeDueTime,
} from '@pangeo-forge/db/feedstocks/schedules';
import { formatDispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { findRun, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { parseScheduleRef } from '@pangeo-forge/db/work/work';
import { nextTime } from '@pangeo-forge/shared/meta/schedule';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { bakeryChoiceOf, type ExpandedMeta, validateExpandedMeta } from '../expansions/expanded-meta.ts';
import { inRepository, type TaskContext } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { dispatchRun } from '../runs/dispatch-run.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';
import { applySchedules, readScheduledCommit, readSchedules, type ScheduledCommit } from './read-schedules.ts';
import { showPause } from './show-pause.ts';

/** A schedule whose runs failed so often in a row is paused. */
export const MAX_FAILURES_IN_ROW = 3;
/** The clock of a machine may be set: nothing waits longer without a look at it. */
const MAX_WAIT_MS = 3_600_000;

/** Work of kind `schedules`: reads those of a feedstock, or starts a recipe when it is due. */
export function serveSchedules(orchestrator: Orchestrator): WorkHandler {
  return async ({ work }) => {
    const context: TaskContext = { ...orchestrator, work, effects: new Set() };
    const about = parseScheduleRef(work.ref);
    if (about === null) throw new Error(`no version of this system made a schedule of "${work.ref}"`);
    try {
      return await (about.of === 'feedstock' ? readSchedules(context, about.id) : serveSchedule(context, about.id));
    } catch (error) {
      if (about.of === 'schedule' || !(error instanceof AppError) || error.code !== 'not_found') throw error;
      return error.publicMessage; // the App was uninstalled
    }
  };
}

/**
 * Compares a schedule with the clock and with how its runs ended, and does the difference: pauses it, resumes it, or
 * starts one production run of the newest commit of the default branch. However many due times have passed, one run
 * is started.
 * @throws RequeueAfter until the next due time, or while the recipes are being read.
 */
async function serveSchedule(context: TaskContext, id: number): Promise<string> {
  const { pool } = context.database;
  const found = await findSchedule(pool, id);
  if (found === null) return 'the schedule was removed';
  await startRegistered(context, found);
  await compareWithRuns(context, found);
  const schedule = await findSchedule(pool, id);
  if (schedule === null) return 'the schedule was removed';
  await showPause(context, schedule);
  if (schedule.pausedAt !== null) return `paused: ${schedule.pauseReason}`;
  await waitFor(context, schedule);
  await serveDueTime(context, schedule);
  throw new RequeueAfter(0, 'waiting for the next due time');
}

async function waitFor({ clock }: TaskContext, { nextDueAt }: ScheduleRecord): Promise<void> {
  const leftMs = Date.parse(nextDueAt) - clock().getTime();
  if (leftMs > 0) throw new RequeueAfter(Math.min(leftMs, MAX_WAIT_MS), `due at ${nextDueAt}`);
}

/** A worker may have died after it registered the run. */
async function startRegistered(context: TaskContext, { cron, lastRunId }: ScheduleRecord): Promise<void> {
  const run = lastRunId === null ? null : await findRun(context.database.pool, lastRunId);
  if (run?.status === 'queued') await start(context, run, cron);
}

function start(context: TaskContext, run: RecipeRunRecord, cron: string) {
  return dispatchRun(context, run, { actor: `schedule ${cron}`, deliveryId: `schedule run ${run.id}` });
}

/** Pauses after failures in a row; a production run that succeeded since ends such a pause. */
async function compareWithRuns({ database, waker, clock }: TaskContext, schedule: ScheduleRecord): Promise<void> {
  const { pool } = database;
  if (schedule.pausedAt !== null) {
    const isByFailures = schedule.pausedBy === null;
    if (!isByFailures || !(await hasSucceededSincePause(pool, schedule))) return;
    const nextDueAt = nextTime(schedule.cron, clock()).toISOString();
    await waker.wake((await resumeSchedule(pool, schedule, { by: 'a successful run', nextDueAt })) ?? []);
    return;
  }
  const failures = (await countFailuresInRow(pool, schedule)) + schedule.failedReads;
  if (failures < MAX_FAILURES_IN_ROW) return;
  const why = schedule.failedReads > 0 && schedule.skipReason ? `; the last time ${schedule.skipReason}` : '';
  await pauseSchedule(pool, schedule, { by: null, reason: `it failed ${failures} times in a row${why}` });
}

async function serveDueTime(context: TaskContext, schedule: ScheduleRecord): Promise<void> {
  const { pool } = context.database;
  await waitWhileStopped(pool);
  const busy = await findOpenProduction(pool, schedule);
  if (busy !== null) return skip(context, schedule, `run ${busy} is still in progress`);
  const commit = await readCommit(context, schedule.feedstockSpec);
  switch (commit.outcome) {
    case 'closed':
      return skip(context, schedule, commit.reason);
    case 'unreadable':
      return skip(context, schedule, commit.reason, true);
    case 'read':
      return serveCommit(context, schedule, commit);
  }
}

async function readCommit(context: TaskContext, spec: string): Promise<ScheduledCommit> {
  try {
    return await readScheduledCommit(await inRepository(context, spec));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    return { outcome: 'closed', reason: error.publicMessage };
  }
}

async function serveCommit(
  context: TaskContext,
  schedule: ScheduleRecord,
  { sha, cloneUrl, schedules }: ScheduledCommit & { outcome: 'read' },
): Promise<void> {
  const { feedstockSpec, recipeId, cron, nextDueAt } = schedule;
  if (!schedules.some((one) => one.recipeId === recipeId && one.cron === cron))
    return applySchedules(context, schedule.feedstockId, schedules); // the push that changed it was not seen
  const invocation = await awaitExpansion(context, {
    key: `expand_meta ${feedstockSpec}@${sha} for schedule ${schedule.id} due ${nextDueAt}`,
    repoUrl: cloneUrl,
    ref: sha,
    subdir: null,
    label: `expand-meta ${feedstockSpec}@${sha.slice(0, 7)}`,
  });
  const validated =
    invocation.outcome === 'succeeded' ? validateExpandedMeta(invocation.result, bakeryChoiceOf(context)) : null;
  const at = `the recipes at ${sha.slice(0, 7)} could not be read`;
  if (validated?.outcome !== 'valid') {
    const reason = validated?.problems.join('; ') ?? invocation.failureReason ?? 'no reason is known';
    return skip(context, schedule, `${at}: ${reason}`, true);
  }
  const recipe = validated.meta.recipes.find(({ id }) => id === recipeId);
  if (!recipe) return skip(context, schedule, `${at}: there is no recipe ${recipeId}`, true);
  await startDue(context, schedule, { sha, cloneUrl, bakery: validated.meta.bakery.id, recipe });
}

interface DueRecipe {
  sha: string;
  cloneUrl: string;
  bakery: string;
  recipe: ExpandedMeta['recipes'][number];
}

async function startDue(
  context: TaskContext,
  schedule: ScheduleRecord,
  { sha, cloneUrl, bakery, recipe }: DueRecipe,
): Promise<void> {
  const { pool } = context.database;
  const { id, feedstockId, recipeId, nextDueAt } = schedule;
  const bakeryId = await ensureBakery(pool, { name: bakery, region: '', description: '' });
  const run = await inTransaction(pool, async (client) => {
    if (!(await takeDueTime(client, schedule, timeAfter(context, schedule)))) return null;
    const registered = await registerRun(client, {
      dispatchKey: formatDispatchKey({ by: 'schedule', scheduleId: id, dueAt: nextDueAt }),
      recipeId,
      bakeryId,
      feedstockId,
      headSha: sha,
      isTest: false,
      datasetType: recipe.dataset_type,
      cloneUrl,
      feedstockSubdir: null,
      pullRequest: await findLastProductionPull(client, feedstockId),
      requestedBy: null,
    });
    await recordScheduledRun(client, id, registered.id);
    return registered;
  });
  if (run !== null) await start(context, run, schedule.cron);
}

/** Nothing is started for this due time. `isFailedRead` counts as a failure. */
async function skip(
  context: TaskContext,
  schedule: ScheduleRecord,
  reason: string,
  isFailedRead = false,
): Promise<void> {
  await inTransaction(context.database.pool, async (client) => {
    if (await takeDueTime(client, schedule, timeAfter(context, schedule)))
      await recordSkip(client, schedule, { reason, isFailedRead });
  });
}

/** After all due times that have passed: what was missed is served once. */
function timeAfter({ clock }: TaskContext, { cron, nextDueAt }: ScheduleRecord): string {
  return nextTime(cron, new Date(Math.max(clock().getTime(), Date.parse(nextDueAt)))).toISOString();
}
