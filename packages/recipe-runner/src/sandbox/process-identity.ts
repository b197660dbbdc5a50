import { z } from 'zod';
import { readProcess } from './process-table.ts';

/**
 * A process by its number and, where this machine knows it, its start time, which no later process of that number
 * shares.
 */
export const processIdentitySchema = z.object({ pid: z.int().positive(), startTime: z.string().nullable() });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

export const ownIdentity = (): ProcessIdentity => ({ pid: process.pid, startTime: startTimeOf(process.pid) });

/** Whether this very process still lives. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return isThere(pid) && startTimeOf(pid) === startTime;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const startTimeOf = (pid: number): string | null => readProcess(pid)?.startTime ?? null;
