import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { findPython } from './find-python.ts';
import { withFileLock } from './with-file-lock.ts';

const python = await findPython(process.env).catch(() => null);
const describeIf = python ? describe : describe.skip;

describeIf('the lock on a file (needs Python 3.11)', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'file-lock-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('is held by one at a time, and released after an error too', async () => {
    const file = join(directory, 'one');
    let inside = 0;
    let most = 0;
    const hold = (fails: boolean) =>
      withFileLock(python ?? '', file, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        if (fails) throw new Error('failed inside');
      });
    const results = await Promise.allSettled([hold(false), hold(true), hold(false), hold(false)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(most).toBe(1);
  });

  test('is free again when its holder was killed', async () => {
    const file = join(directory, 'two');
    const program = `
      import { withFileLock } from ${JSON.stringify(join(import.meta.dirname, 'with-file-lock.ts'))};
      await withFileLock(${JSON.stringify(python)}, ${JSON.stringify(file)}, () => {
        console.log('held');
        return new Promise(() => setInterval(() => {}, 60_000));
      });`;
    const holder = execa(process.execPath, ['--input-type=module', '--eval', program], { reject: false });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    holder.kill('SIGKILL');
    expect(await withFileLock(python ?? '', file, async () => 'free')).toBe('free');
  });

  test('a Python that does not run is an error, not a wait for ever', async () => {
    await expect(withFileLock('/bin/false', join(directory, 'three'), async () => 'never')).rejects.toThrow(
      /ended early/,
    );
  });
});
