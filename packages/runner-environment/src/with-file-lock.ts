import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

/** Takes the lock, prints a line, and holds it until its standard input ends, which also happens when we die. */
const HOLD_LOCK = `
import fcntl, sys
lock = open(sys.argv[1], 'w')
fcntl.flock(lock, fcntl.LOCK_EX)
print('locked', flush=True)
sys.stdin.read()
`;

/**
 * Runs `work` while no other process on this machine holds the same lock file. The kernel keeps the lock (flock,
 * through the Python that is needed anyway), so a killed holder never leaves a stale one.
 */
export async function withFileLock<T>(python: string, lockFile: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn(python, ['-I', '-S', '-c', HOLD_LOCK, lockFile], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(holder, 'exit').then(([code]) => {
    throw new RunnerEnvironmentError(
      'install_failed',
      `${lockFile} could not be locked: its holder ended early (exit code ${String(code)}). Can this user write there?`,
    );
  });
  exited.catch(() => {});
  try {
    await Promise.race([once(holder.stdout, 'data'), exited]);
    return await work();
  } finally {
    holder.stdin.end();
  }
}
