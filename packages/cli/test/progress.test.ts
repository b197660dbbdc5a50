import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { execa } from 'execa';
import { runCommand } from './run-command.ts';

const MAIN = path.join(import.meta.dirname, '../src/main.ts');
const SEARCH_PATH = process.env['PATH'] ?? '';
// a bar is drawn on a terminal only, and a test has none: util-linux's `script` makes one, with options that other
// systems' lack
const hasTerminal = (await findExecutable('script', SEARCH_PATH)) !== null && process.platform === 'linux';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'progress-'));
  await runCommand(['recipe', 'init', 'sst', '--yes'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const variables = () => ({
  PATH: SEARCH_PATH,
  HOME: folder,
  TERM: 'xterm',
  PANGEO_FORGE_RUNNER: standInRunner,
  PANGEO_FORGE_SANDBOX: 'process',
});

/** The program on a terminal of its own; what stands on it afterwards is not known, only what was written. */
async function onTerminal(line: string, more: Record<string, string> = {}): Promise<string> {
  const command = `${process.execPath} ${MAIN} ${line}`;
  const { stdout } = await execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    extendEnv: false,
    env: { ...variables(), ...more },
    stdin: 'ignore',
  });
  return stdout;
}

(hasTerminal ? test : test.skip)(
  'long work shows a bar on a terminal, which is gone in the end (needs `script`)',
  async () => {
    const written = await onTerminal('recipe test sst');
    expect(written).toMatch(/█+░{5,} 1\/2 .*Reading the recipes/);
    expect(written).toMatch(/█+░* 2\/3 .*Baking sst, pruned/);
    expect(written).toContain('✔ sst');
  },
);

(hasTerminal ? test : test.skip)('there is no bar with --json, nor in CI (needs `script`)', async () => {
  expect(await onTerminal('recipe test sst --json')).not.toContain('░');
  const inCi = await onTerminal('recipe test sst', { CI: 'true' });
  expect(inCi).not.toContain('░');
  expect(inCi).toContain('Baking sst, pruned…');
});

test('there is no bar without a terminal: each step is a line', async () => {
  const { exitCode, stderr } = await runCommand(['recipe', 'test', 'sst'], { cwd: folder, variables: variables() });
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringMatching(/Preparing[^]*Reading the recipes…\nBaking sst, pruned…\n/),
  ]);
  expect(stderr).not.toContain('░');
});
