import { DatabaseSync } from 'node:sqlite';
import { until } from './until.ts';

/**
 * Runs the action while no other process on this machine holds the lock file. Node has no `flock`, but an exclusive
 * transaction on an empty SQLite file is one, which the operating system releases when its holder dies.
 * @throws when another process holds the lock for longer than `deadlineMs`.
 */
export async function withLock<T>(lockFile: string, action: () => Promise<T>, deadlineMs = 120_000): Promise<T> {
  const lock = new DatabaseSync(lockFile);
  try {
    if (!(await until(() => takesLock(lock), deadlineMs, 20))) {
      throw new Error(`Another process has held ${lockFile} for ${deadlineMs / 1000} s. End it, then try again.`);
    }
    return await action();
  } finally {
    lock.close();
  }
}

function takesLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (/locked|busy/i.test((error as Error).message)) return false;
    throw error;
  }
}
