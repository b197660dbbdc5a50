import { totalmem } from 'node:os';

/** The rest is for the worker and the system. */
const SHARE = 0.8;

/** What each of the bakes that run at once may use, in bytes, of what this process or its container may. */
export function bakeMemoryShare(slots = 1): number {
  const constrained = process.constrainedMemory();
  const usable = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor((usable * SHARE) / slots);
}
