import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process with that pid runs, of any user. A zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || commandLineOf(pid) !== undefined;
}

/** The command line of a running process; undefined when no process has that pid, or only a zombie. */
export function commandLineOf(pid: number): string | undefined {
  try {
    const listed =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return listed.trim() || undefined;
  } catch {
    return undefined;
  }
}
