import type { WorkOutcome } from '@pangeo-forge/db/work/resolve-work';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { backoffAfter, QUEUE_CATALOG } from '@pangeo-forge/shared/queues/queue-catalog';
import { RequeueAfter } from './work-handler.ts';

/** An outage elsewhere, such as of GitHub, is waited out for about two days before an operator has to act. */
const MAX_ATTEMPTS_IN_AN_OUTAGE = 3_000;
/**
 * So that work goes on within about a minute after an outage of GitHub; the shared request budget limits the attempts.
 */
const MAX_PAUSE_WITHOUT_GITHUB_MS = 60_000;
/**
 * GitHub is eventually consistent: the subject of an event may be 404 for a moment, or in conflict with a pending
 * write.
 */
const MAX_ATTEMPTS_AFTER_A_LAG = 5;
const LAGGING = new Set<unknown>([404, 409]);

/**
 * The state of work after its handler threw. What a retry cannot fix fails at once; all else is retried with growing
 * pauses.
 */
export function outcomeAfterError(error: unknown, work: LeasedWork, stopping: boolean): WorkOutcome {
  if (error instanceof RequeueAfter) return { outcome: 'waiting', forMs: error.inMs, reason: error.message };
  if (stopping) return { outcome: 'released' };
  const text = error instanceof Error ? error.message : String(error);
  if (work.attempts >= attemptLimit(error, work)) return { outcome: 'failed', error: text };
  const advised = error instanceof AppError ? error.context.retryAfterMs : undefined;
  const pauseMs = Math.min(backoffAfter(work.kind, work.attempts), maxPauseMs(error));
  return { outcome: 'retry', inMs: typeof advised === 'number' ? Math.max(advised, pauseMs) : pauseMs, error: text };
}

function maxPauseMs(error: unknown): number {
  const isWithoutGitHub = error instanceof AppError && error.code === 'github_unavailable';
  return isWithoutGitHub ? MAX_PAUSE_WITHOUT_GITHUB_MS * (1 + Math.random() / 5) : Infinity;
}

function attemptLimit(error: unknown, { kind }: LeasedWork): number {
  const { maxAttempts } = QUEUE_CATALOG[kind];
  if (!(error instanceof AppError)) return maxAttempts;
  if (isOutage(error)) return Math.max(maxAttempts, MAX_ATTEMPTS_IN_AN_OUTAGE);
  if (error.retryable) return maxAttempts;
  return isLag(error) ? MAX_ATTEMPTS_AFTER_A_LAG : 0;
}

function isOutage({ code }: AppError): boolean {
  return code === 'github_unavailable' || code === 'bakery_unavailable' || code === 'rate_limited';
}

function isLag({ code, context }: AppError): boolean {
  return code === 'github_refused' && LAGGING.has(context.status);
}
