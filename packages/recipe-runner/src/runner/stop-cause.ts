import type { Activity, RunnerOutcome } from './recipe-runner.ts';

export interface StopCause {
  outcome: Exclude<RunnerOutcome, 'succeeded' | 'failed'>;
  reason: string;
  fault: 'author' | null;
}

export interface StopCauses {
  /** Fires once, with the first cause. */
  signal: AbortSignal;
  /** The first cause, or null. */
  cause: () => StopCause | null;
  stop: (cause: StopCause) => void;
  /** What the run is doing from now on; a time limit that ends it says so. */
  doing: (activity: Activity) => void;
  release: () => void;
}

/** Why we end a run: someone cancels it, its time is up, or `stop` is called. The first cause wins. */
export function watchStopCauses(
  cancel: AbortSignal,
  wallTimeMs: number,
  onActivity: (activity: Activity) => void = () => {},
): StopCauses {
  const controller = new AbortController();
  let first: StopCause | null = null;
  let activity: Activity = 'its repository was being fetched';
  onActivity(activity);

  function stop(cause: StopCause): void {
    if (first) return;
    first = cause;
    controller.abort();
  }

  const onCancel = () => stop({ outcome: 'cancelled', reason: 'the run was cancelled', fault: null });
  if (cancel.aborted) onCancel();
  else cancel.addEventListener('abort', onCancel, { once: true });
  const reason = `the run took longer than its limit of ${describeDuration(wallTimeMs)}`;
  const onTime = () => stop({ outcome: 'timed_out', reason: `${reason}, while ${activity}`, fault: 'author' });
  const timer = setTimeout(onTime, wallTimeMs);

  return {
    signal: controller.signal,
    cause: () => first,
    stop,
    doing: (now) => {
      if (now !== activity) onActivity(now);
      activity = now;
    },
    release() {
      clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
    },
  };
}

function describeDuration(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} seconds`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 360_000) / 10} hours`;
}
