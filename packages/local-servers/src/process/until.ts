import { setTimeout as delay } from 'node:timers/promises';

/** Resolves to true as soon as the condition holds, or to false when it does not within `deadlineMs` (two minutes). */
export async function until(
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 120_000,
  intervalMs = 5,
): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(intervalMs);
  }
  return true;
}
