import type { DueWork } from '@pangeo-forge/shared/queues/waker';

type Wake = (due: DueWork[]) => void;

const SECOND_MS = 1_000;

/**
 * In a flood, workers are woken often enough without a wake-up for each delivery: the relay finds the rest, and neither this process nor Redis
 * spends more on waking than on recording.
 */
export function limitWakeUps(wake: Wake, mostASecond: number, now: () => number = () => performance.now()): Wake {
  let secondBegan = -Infinity;
  let room = 0;
  return (due) => {
    if (now() - secondBegan >= SECOND_MS) {
      secondBegan = now();
      room = mostASecond;
    }
    const chosen = due.slice(0, room);
    room -= chosen.length;
    if (chosen.length > 0) wake(chosen);
  };
}
