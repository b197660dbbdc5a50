import { isCancellationRequested } from '@pangeo-forge/db/invocations/run-invocation-records';
import type { Pool } from '@pangeo-forge/db/open-database';

const LOOK_EVERY_MS = 1_000;

/** Aborts when somebody asks for the invocation's end. */
export function watchCancellation(pool: Pool, invocationId: string): { cancelled: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    isCancellationRequested(pool, invocationId).then(
      (requested) => {
        if (requested) controller.abort(new Error('somebody asked for the end of this run'));
      },
      () => {},
    );
  }, LOOK_EVERY_MS);
  return { cancelled: controller.signal, end: () => clearInterval(timer) };
}
