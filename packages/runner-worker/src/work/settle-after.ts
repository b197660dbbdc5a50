import type { Settlement } from '@pangeo-forge/db/work/settle-work';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { backoffAfter, QUEUE_CATALOG } from '@pangeo-forge/shared/queues/queue-catalog';
import { ComeBackLater } from './come-back-later.ts';

/** How work is left when its handler threw. What trying again cannot mend is failed at once; all else returns with growing pauses. */
export function settlementAfter(error: unknown, work: LeasedWork, stopping: boolean): Settlement {
  if (error instanceof ComeBackLater) return { outcome: 'waiting', forMs: error.inMs, reason: error.message };
  if (stopping) return { outcome: 'handed_back' };
  const text = error instanceof Error ? error.message : String(error);
  const hopeless = error instanceof AppError && !error.retryable;
  if (hopeless || work.attempts >= QUEUE_CATALOG[work.kind].maxAttempts) return { outcome: 'failed', error: text };
  const advised = error instanceof AppError ? error.context.retryAfterMs : undefined;
  const pauseMs = backoffAfter(work.kind, work.attempts);
  return { outcome: 'retry', inMs: typeof advised === 'number' ? Math.max(advised, pauseMs) : pauseMs, error: text };
}
