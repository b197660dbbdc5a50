import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ByteRange, DatasetSource } from './dataset-source.ts';
import type { ReadBudget } from './read-budget.ts';

const MAX_OBJECT_BYTES = 24 * 1024 * 1024;

/** Files below one of the roots, by their real paths: a link out of a root is not followed. */
export function createLocalSource(roots: readonly string[], budget: ReadBudget): DatasetSource {
  /** Outside the roots not even the existence of a file is revealed. */
  async function resolve(place: string): Promise<string | null> {
    const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => path.resolve(root))));
    const assertBelow = (within: readonly string[], file: string) => {
      if (!within.some((root) => isBelow(root, file)))
        throw new AppError('forbidden', `${place} is not in the storage of a bakery on this machine.`);
    };
    assertBelow([...realRoots, ...roots.map((root) => path.resolve(root))], path.resolve(place));
    const real = await realpath(place).catch(() => null);
    if (real !== null) assertBelow(realRoots, real);
    return real;
  }

  async function readFile(place: string, range: ByteRange | undefined): Promise<Uint8Array | null> {
    const real = await resolve(place);
    if (real === null) return null;
    // Opening a pipe waits for who writes to it, for ever.
    const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return null;
      const length = range ? Math.min(range.length, Math.max(0, stats.size - range.offset)) : stats.size;
      if (length > MAX_OBJECT_BYTES)
        throw new AppError('too_large', `${place} is larger than ${MAX_OBJECT_BYTES} bytes.`);
      budget.take(length);
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, range?.offset ?? 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  return {
    read: (url, range) => budget.spend(() => readFile(url, range)),
    list: (url) =>
      budget.spend(async () => {
        const real = await resolve(url);
        return real === null ? [] : readdir(real).catch(() => []);
      }),
  };
}

function isBelow(root: string, place: string): boolean {
  const steps = path.relative(root, place);
  return steps !== '..' && !steps.startsWith(`..${path.sep}`) && !path.isAbsolute(steps);
}
