import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeRunner } from './describe-runner.ts';
import { findPython } from './find-python.ts';

const searchPath = process.env['PATH'] ?? '';
const python = await findPython(process.env).catch(() => null);
const testIf = python ? test : test.skip;

let directory: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'describe-runner-')));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function makeExecutable(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  await chmod(path, 0o755);
  return path;
}

describe('a runner that PANGEO_FORGE_RUNNER names', () => {
  testIf('a Python program brings its interpreter, its packages and where they are', async () => {
    const path = await makeExecutable('pangeo-forge-runner', `#!${python}\nprint(1)\n`);
    const program = await describeRunner(path, searchPath);
    expect(program).toMatchObject({ executable: path, sitePackages: expect.stringMatching(/(site|dist)-packages$/) });
    expect(program.visible).toContain(directory);
    expect(program.searchPath[0]).toBe(directory);
  });

  testIf('the line is the one of the packages beside it', async () => {
    await execa(python ?? '', ['-m', 'venv', '--without-pip', directory]);
    const packages = join(directory, 'lib', 'python3.11', 'site-packages');
    const path = await makeExecutable('bin/pangeo-forge-runner', `#!${directory}/bin/python\nprint(1)\n`);
    expect((await describeRunner(path, searchPath)).line).toBeUndefined();
    await mkdir(join(packages, 'pangeo_forge_runner-0.9.4.dist-info'));
    expect(await describeRunner(path, searchPath)).toMatchObject({ line: '0.9', python: `${directory}/bin/python` });
  });

  testIf('the form for long paths is understood', async () => {
    const path = await makeExecutable('runner', `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\nprint(1)\n`);
    expect((await describeRunner(path, searchPath)).sitePackages).not.toBeNull();
  });

  testIf('an interpreter that is named through env is found on PATH', async () => {
    await symlink(python ?? '', join(directory, 'python3.11'));
    const path = await makeExecutable('runner', '#!/usr/bin/env python3.11\nprint(1)\n');
    expect((await describeRunner(path, directory)).sitePackages).not.toBeNull();
  });

  test('a Node program has no site-packages, and sees its node_modules', async () => {
    await mkdir(join(directory, 'node_modules'));
    await symlink(process.execPath, join(directory, 'node'));
    const path = await makeExecutable('runner.mjs', '#!/usr/bin/env node\n');
    const program = await describeRunner(path, directory);
    expect(program.sitePackages).toBeNull();
    expect(program.visible).toEqual([directory, join(directory, 'node_modules'), await realpath(process.execPath)]);
  });

  test('a bare name is found on PATH', async () => {
    const path = await makeExecutable('some-runner', '#!/bin/sh\n');
    expect(await describeRunner('some-runner', directory)).toMatchObject({ executable: path, sitePackages: null });
  });

  test.each(['/nowhere/pangeo-forge-runner', 'no-such-runner'])('%s is refused, with what to do', async (name) => {
    const refusal = { problem: 'runner_unusable', message: expect.stringContaining('PANGEO_FORGE_RUNNER') };
    await expect(describeRunner(name, directory)).rejects.toMatchObject(refusal);
  });

  test('a broken interpreter is reported', async () => {
    const path = await makeExecutable('runner', '#!/nowhere/bin/python3.11\n');
    await expect(describeRunner(path, searchPath)).rejects.toThrow(
      /its interpreter \/nowhere\/bin\/python3\.11 does not run/,
    );
  });
});
