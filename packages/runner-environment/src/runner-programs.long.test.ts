import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { findPython } from './find-python.ts';
import { readRunnerLock } from './read-runner-lock.ts';
import { createRunnerPrograms } from './runner-programs.ts';

const ROOT = join(import.meta.dirname, '../../../.local/runner');
const describeIf = (await findPython(process.env).catch(() => null)) ? describe : describe.skip;

describeIf('the runners of both lines (need Python 3.11 and a package index)', () => {
  test('stand side by side, each in an environment of its own that is made once', async () => {
    const programFor = await createRunnerPrograms({ rootDir: ROOT, packages: 'base', environment: process.env });
    const preferences = [
      { requirements: null, line: null },
      { requirements: 'pangeo-forge-runner<0.10', line: null },
      { requirements: null, line: '0.9' },
    ] as const;
    const [newest, asked, ofBakery] = await Promise.all(preferences.map(programFor));
    expect(asked).toBe(ofBakery);
    const versions = await Promise.all(
      [newest, asked].map(async (program) => {
        const script = 'from importlib.metadata import version; print(version("pangeo-forge-runner"))';
        const python = join(program?.searchPath[0] ?? '', 'python');
        return (await execa(python, ['-c', script])).stdout;
      }),
    );
    const locks = await Promise.all((['0.10', '0.9'] as const).map((line) => readRunnerLock(line)));
    expect(versions).toEqual(locks.map(({ version }) => version));
  });
});
