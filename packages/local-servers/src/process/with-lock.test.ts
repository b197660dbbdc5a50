import { expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { inAnotherProcess } from '../../test/in-another-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { withLock } from './with-lock.ts';

test('one process holds the lock at a time, and the next gets it when the holder is killed', async () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, 'lock');
  try {
    const { kill } = await inAnotherProcess(new URL('../../test/hold-lock.ts', import.meta.url), 'holdLock', file);
    await expect(withLock(file, async () => 'ours', 100)).rejects.toThrow(`Another process has held ${file}`);

    const waiting = withLock(file, async () => 'ours');
    await kill();
    expect(await waiting).toBe('ours');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
