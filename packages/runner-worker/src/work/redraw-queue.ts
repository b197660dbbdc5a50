import type { Pool } from '@pangeo-forge/db/open-database';
import { listPausedQueues } from '@pangeo-forge/db/work/operate-work';
import { listShownWork, type ShownWork } from '@pangeo-forge/db/work/work-queues';
import type { WakeUp, WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { type WorkJob, workIdOfJob, workJob } from '@pangeo-forge/shared/queues/work-job';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** What of each state is compared: a queue with more shows the newest failed work and the work that is due soonest. */
const MAX_SHOWN = 1_000;

/**
 * Compares a queue with the rows of its work, and draws what is missing or wrong: after a Redis that was flushed or
 * away, and after an operator retried failed work elsewhere.
 */
export async function redrawQueue(pool: Pool, queue: Queue<WakeUp>, kind: WorkKind): Promise<void> {
  await showPause(pool, queue, kind);
  const live = idsByWork(await queue.getRanges(['delayed', 'wait', 'active'], 0, MAX_SHOWN));
  const failed = idsByWork(await queue.getRanges(['failed'], 0, MAX_SHOWN));
  const rows = await listShownWork(pool, { kind, ids: [...failed.keys()], limit: MAX_SHOWN });
  const missing = rows.filter(
    ({ id, state, inMs }) => !live.has(id) && (state === 'failed' ? !failed.has(id) : state !== 'done' && inMs > 0),
  );
  await draw(queue, missing);
  const isFailed = new Set(rows.filter(({ state }) => state === 'failed').map(({ id }) => id));
  for (const [workId, jobIds] of failed) {
    const [newest, ...older] = jobIds;
    for (const jobId of isFailed.has(workId) ? older : [newest, ...older]) if (jobId) await queue.remove(jobId);
  }
}

/** The jobs of each work, newest first. */
function idsByWork(jobIds: readonly string[]): Map<string, string[]> {
  const known = jobIds.flatMap((jobId) => {
    const workId = workIdOfJob(jobId);
    return workId === null ? [] : [{ workId, jobId }];
  });
  const groups = Map.groupBy(known, ({ workId }) => workId);
  return new Map([...groups].map(([workId, jobs]) => [workId, jobs.map(({ jobId }) => jobId)]));
}

async function draw(queue: Queue<WakeUp>, rows: readonly ShownWork[]): Promise<void> {
  if (rows.length > 0) await queue.addBulk(rows.map(redrawnJob));
}

/** A job of failed work is given to a worker, which fails it with the row's error. */
function redrawnJob({ id, label, state, inMs, attempts, reason }: ShownWork): WorkJob {
  const job = workJob({ id, label }, state === 'failed' ? 0 : inMs);
  return { ...job, data: { ...job.data, redrawn: { attempts, reason } } };
}

async function showPause(pool: Pool, queue: Queue<WakeUp>, kind: WorkKind): Promise<void> {
  const isPaused = (await listPausedQueues(pool)).some((paused) => paused.kind === kind);
  if (isPaused === (await queue.isPaused())) return;
  await (isPaused ? queue.pause() : queue.resume());
}

/** How often a kind's queue is compared. */
export const REDRAW_EVERY_MS = 10_000;

/** True for one process at a time: the others have its work done for them. */
export async function takeRedraw(redis: Redis, kind: WorkKind): Promise<boolean> {
  return (await redis.set(`pangeo-forge:redraw:${kind}`, '1', 'PX', REDRAW_EVERY_MS - 1_000, 'NX')) === 'OK';
}
