import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { execa } from 'execa';
import { parseDemoOptions } from '../src/demo-options.ts';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';

const DEMO = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Null without Python 3.11 or its packages: the test of the real runner is then skipped, by name. */
async function findRealRunner(): Promise<string | null> {
  try {
    const rootDir = path.join(REPOSITORY_ROOT, '.local', 'runner');
    return (await ensureRunnerEnvironment({ rootDir, environment: process.env })).executable;
  } catch (error) {
    if (error instanceof RunnerEnvironmentError) return null;
    throw error;
  }
}

const realRunner = await findRealRunner();
const testWithRealRunner = realRunner === null ? test.skip : test;

async function runDemo(args: string[], runner: string) {
  const demo = execa(process.execPath, [DEMO, ...args], {
    env: { PANGEO_FORGE_RUNNER: runner, NO_COLOR: '1' },
    reject: false,
    stdin: 'ignore',
    all: true,
  });
  const result = await demo;
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(`pangeo-forge-tmp-${demo.pid}-`));
  return { exitCode: result.exitCode, output: result.all, left };
}

test('options are parsed, and an unknown one is reported', () => {
  expect(parseDemoOptions(['--keep', '--repo', '../mine', '--subdir', 'recipes/x'])).toMatchObject({
    keep: true,
    own: { repo: '../mine', ref: null, subdir: 'recipes/x' },
  });
  expect(() => parseDemoOptions(['--kep'])).toThrow(/--kep/);
  expect(() => parseDemoOptions(['--ref', 'main'])).toThrow(/need --repo/);
});

test('a contribution goes from pull request to dataset with the stand-in runner, and leaves no folder', async () => {
  const { exitCode, output, left } = await runDemo(['--update'], standInRunner);
  expect(output).toContain('From pull request to dataset in');
  expect({ exitCode, left }).toEqual({ exitCode: 0, left: [] });
});

testWithRealRunner(
  'a contribution goes from pull request to dataset with the real runner, killed in the middle of the bake, and its values are right',
  async () => {
    const { exitCode, output, left } = await runDemo(['--interrupt'], realRunner ?? '');
    expect(output).toContain('432 values are right');
    expect(output).toContain('though the process that ran it was killed');
    expect({ exitCode, left }).toEqual({ exitCode: 0, left: [] });
  },
);
