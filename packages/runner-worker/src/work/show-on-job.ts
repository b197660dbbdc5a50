import type { LeasedWork, WorkStanding } from '@pangeo-forge/db/work/work';
import type { WakeUp } from '@pangeo-forge/shared/queues/queue-catalog';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { WorkDisplay, WorkEnd } from './process-work.ts';

/** Work whose subject is busy is woken when the subject is free: this is for the case that the wake-up is lost. */
const BUSY_MS = 60_000;
/** The database could not be asked: the relay finds the work, and the job asks again. */
const UNKNOWN_MS = 5_000;
/** BullMQ's clock is the worker's, and the row's is the database's. */
const CLOCK_MARGIN_MS = 20;

/** An attempt that failed and will be repeated. BullMQ delays the job, and counts and shows the error. */
export class AttemptFailed extends Error {
  readonly inMs: number;

  constructor(message: string, inMs: number, cause: unknown) {
    super(message, { cause });
    this.name = 'AttemptFailed';
    this.inMs = inMs;
    if (cause instanceof Error && cause.stack) this.stack = cause.stack;
  }
}

/** Whether the job failed as its row did: that was logged. */
export function isShown(error: Error): boolean {
  return error instanceof AttemptFailed || error instanceof UnrecoverableError;
}

/** When BullMQ gives the job to a worker again: when the row says. */
export function backoffAsTheRowSays(_attempts: number, _type?: string, error?: Error): number {
  return error instanceof AttemptFailed ? error.inMs : UNKNOWN_MS;
}

/** Shows on the job what is done while it is active. Nothing waits for Redis here, and its errors change nothing. */
export function displayOnJob(job: Job<WakeUp>, holder: string): WorkDisplay {
  const note = (line: string) => void job.log(`${new Date().toISOString()} ${line}`).catch(() => {});
  return {
    note,
    claimed({ attempts }: LeasedWork) {
      void job.updateProgress({ attempt: attempts, worker: holder }).catch(() => {});
      if (attempts > 1) note(`attempt ${attempts} by ${holder}`);
    },
  };
}

/**
 * Leaves the job as the row of its work is: completed with what was decided, delayed until the row is due, failed with
 * its error, or removed when it shows nothing. The row was resolved before, so errors of Redis are ignored: the job is
 * drawn again from the row.
 * @returns the job's result
 * @throws what tells BullMQ that the job is delayed, waits or failed
 */
export async function showEnd(job: Job<WakeUp>, token: string | undefined, end: WorkEnd | null): Promise<unknown> {
  if (end === null) return backToWaiting(job, token);
  const { standing } = end;
  if (end.end === 'resolved') return showResolved(job, token, end);
  if (standing?.state === 'failed' && job.data.redrawn) throw failure(standing);
  if (standing === null || standing.state === 'done' || standing.state === 'failed') return leaveNoTrace(job);
  if (standing.inMs > 0) return delay(job, token, standing.inMs, standing.reason);
  return delay(job, token, BUSY_MS, 'waits for other work on the same subject');
}

async function showResolved(
  job: Job<WakeUp>,
  token: string | undefined,
  { standing, ...end }: Extract<WorkEnd, { end: 'resolved' }>,
): Promise<unknown> {
  const { state, attempts, reason, inMs } = standing;
  if (!('error' in end)) return { decided: end.decided ?? null, attempts };
  const { error } = end;
  if (state === 'failed') throw failure(standing, error);
  if (state === 'waiting') return delay(job, token, inMs, reason);
  if (reason === null) return backToWaiting(job, token);
  throw new AttemptFailed(reason, inMs > 0 ? inMs + CLOCK_MARGIN_MS : 0, error);
}

function failure({ reason }: WorkStanding, error?: unknown): UnrecoverableError {
  const failed = new UnrecoverableError(reason ?? 'failed');
  if (error instanceof Error && error.stack) failed.stack = error.stack;
  return failed;
}

/** A wake-up that found nothing to do. */
function leaveNoTrace(job: Job<WakeUp>): null {
  job.opts.removeOnComplete = true;
  return null;
}

async function delay(job: Job<WakeUp>, token: string | undefined, inMs: number, reason: string | null): Promise<never> {
  if (reason) void job.log(`${new Date().toISOString()} ${reason}`).catch(() => {});
  await job.moveToDelayed(Date.now() + inMs + CLOCK_MARGIN_MS, token).catch(() => {});
  throw new DelayedError();
}

async function backToWaiting(job: Job<WakeUp>, token: string | undefined): Promise<never> {
  await job.moveToWait(token).catch(() => {});
  throw new WaitingError();
}
