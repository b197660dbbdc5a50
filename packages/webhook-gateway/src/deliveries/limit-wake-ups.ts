import type { DueWork } from '@pangeo-forge/shared/queues/waker';

type Wake = (due: DueWork[]) => void;

const SECOND_MS = 1_000;

/**
 * Passes on a limited number of wake-ups per second. In a flood, workers are awake anyway and the relay finds the rest,
 * so neither this process nor Redis spends more on wake-ups than on recording.
 */
export function limitWakeUps(wake: Wake, maxPerSecond: number, now: () => number = () => performance.now()): Wake {
  let secondStartedAt = -Infinity;
  let left = 0;
  return (due) => {
    if (now() - secondStartedAt >= SECOND_MS) {
      secondStartedAt = now();
      left = maxPerSecond;
    }
    const chosen = due.slice(0, left);
    left -= chosen.length;
    if (chosen.length > 0) wake(chosen);
  };
}
