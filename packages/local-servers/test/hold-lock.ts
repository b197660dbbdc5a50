import { withLock } from '../src/process/with-lock.ts';

/** Resolves once the lock is held, and never releases it. */
export function holdLock(file: string): Promise<true> {
  return new Promise((resolve) => {
    void withLock(file, () => {
      resolve(true);
      return new Promise(() => {});
    });
  });
}
