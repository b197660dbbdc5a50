import { expect, test } from '@jest/globals';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inAnotherProcess } from '../../test/in-another-process.ts';
import { isAlive } from './running-process.ts';
import { sweepTemporaryDirectories, temporaryDirectory } from './temporary-directory.ts';
import { until } from './until.ts';

test('only folders of killed processes are removed', async () => {
  const ours = temporaryDirectory();
  const other = await inAnotherProcess<string>(
    new URL('./temporary-directory.ts', import.meta.url),
    'temporaryDirectory',
    null,
  );
  writeFileSync(path.join(other.value, 'file'), '');
  sweepTemporaryDirectories();
  expect(existsSync(other.value)).toBe(true);

  await other.kill();
  await until(() => !isAlive(other.pid));
  sweepTemporaryDirectories();
  expect(existsSync(other.value)).toBe(false);
  expect(existsSync(ours)).toBe(true);
  rmSync(ours, { recursive: true });
});
