import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The command line of a process, or undefined when there is none with that pid (or only a zombie). */
export function commandLineOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return listedCommandLineOf(pid); // macOS has no /proc
  }
}

function listedCommandLineOf(pid: number): string | undefined {
  if (process.platform === 'linux') return undefined;
  try {
    const listed =
      process.platform === 'win32'
        ? execFileSync('wmic', ['process', 'where', `ProcessId=${pid}`, 'get', 'CommandLine'], { encoding: 'utf8' })
        : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return listed.trim() || undefined;
  } catch {
    return undefined;
  }
}
