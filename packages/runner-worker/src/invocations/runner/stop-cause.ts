import type { RunnerOutcome } from './recipe-runner.ts';

export interface StopCause {
  outcome: Exclude<RunnerOutcome, 'succeeded' | 'failed'>;
  reason: string;
  fault: 'author' | 'ours' | 'unknown' | null;
}

/** Why we end a run. The first cause wins; `signal` fires once. */
export function createStopCause(cancel: AbortSignal, wallTimeMs: number) {
  const controller = new AbortController();
  let cause: StopCause | null = null;

  function stop(next: StopCause): void {
    if (cause) return;
    cause = next;
    controller.abort();
  }

  const onCancel = () => stop({ outcome: 'cancelled', reason: 'the run was cancelled', fault: null });
  if (cancel.aborted) onCancel();
  else cancel.addEventListener('abort', onCancel, { once: true });
  const timer = setTimeout(() => {
    stop({
      outcome: 'timed_out',
      reason: `the run took longer than its limit of ${describeDuration(wallTimeMs)}`,
      fault: 'author',
    });
  }, wallTimeMs);

  return {
    signal: controller.signal,
    stop,
    cause: (): StopCause | null => cause,
    release(): void {
      clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
    },
  };
}

function describeDuration(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} seconds`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 360_000) / 10} hours`;
}
