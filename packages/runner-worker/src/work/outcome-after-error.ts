import type { WorkOutcome } from '@pangeo-forge/db/work/resolve-work';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { backoffAfter, QUEUE_CATALOG } from '@pangeo-forge/shared/queues/queue-catalog';
import { RequeueAfter } from './work-handler.ts';

/** Failures of others, such as of a GitHub that is down, are waited out for about two days before an operator is asked. */
const MOST_ATTEMPTS_IN_AN_OUTAGE = 3_000;
/** So that what an outage of GitHub held up goes on within about a minute of its end; the shared request budget bounds what is asked meanwhile. */
const LONGEST_PAUSE_WITHOUT_GITHUB_MS = 60_000;
/** GitHub is eventually consistent: what an event tells of may be 404 for a moment, or in conflict with what is still being written. */
const MOST_ATTEMPTS_AFTER_A_LAG = 5;
const LAGGING = new Set<unknown>([404, 409]);

/** How work is left when its handler threw. What trying again cannot mend is failed at once; all else returns with growing pauses. */
export function outcomeAfterError(error: unknown, work: LeasedWork, stopping: boolean): WorkOutcome {
  if (error instanceof RequeueAfter) return { outcome: 'waiting', forMs: error.inMs, reason: error.message };
  if (stopping) return { outcome: 'released' };
  const text = error instanceof Error ? error.message : String(error);
  if (work.attempts >= mostAttempts(error, work)) return { outcome: 'failed', error: text };
  const advised = error instanceof AppError ? error.context.retryAfterMs : undefined;
  const pauseMs = Math.min(backoffAfter(work.kind, work.attempts), longestPauseMs(error));
  return { outcome: 'retry', inMs: typeof advised === 'number' ? Math.max(advised, pauseMs) : pauseMs, error: text };
}

function longestPauseMs(error: unknown): number {
  const isWithoutGitHub = error instanceof AppError && error.code === 'github_unavailable';
  return isWithoutGitHub ? LONGEST_PAUSE_WITHOUT_GITHUB_MS * (1 + Math.random() / 5) : Infinity;
}

function mostAttempts(error: unknown, { kind }: LeasedWork): number {
  const { maxAttempts } = QUEUE_CATALOG[kind];
  if (!(error instanceof AppError)) return maxAttempts;
  if (isOutage(error)) return Math.max(maxAttempts, MOST_ATTEMPTS_IN_AN_OUTAGE);
  if (error.retryable) return maxAttempts;
  return isLag(error) ? MOST_ATTEMPTS_AFTER_A_LAG : 0;
}

function isOutage({ code }: AppError): boolean {
  return code === 'github_unavailable' || code === 'bakery_unavailable' || code === 'rate_limited';
}

function isLag({ code, context }: AppError): boolean {
  return code === 'github_refused' && LAGGING.has(context.status);
}
