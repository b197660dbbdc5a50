import { commandLineOf } from './command-line-of.ts';

/** Whether a process with that pid runs, whoever's it is. A zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || commandLineOf(pid) !== undefined;
}
