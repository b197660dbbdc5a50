import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { runCommand } from './run-command.ts';

/** The environment that the rest of this checkout uses too. */
const real = await ensureRunnerEnvironment({
  rootDir: path.join(import.meta.dirname, '../../../.local/runner'),
  environment: process.env,
}).catch((error: unknown) => {
  if (error instanceof RunnerEnvironmentError) return null;
  throw error;
});

(real ? describe : describe.skip)('a recipe on this machine, with the real runner', () => {
  let sources: NetcdfServer;
  let folder: string;
  beforeAll(async () => {
    sources = await startNetcdfServer();
    folder = await mkdtemp(path.join(tmpdir(), 'recipe-'));
    await mkdir(path.join(folder, 'sst'));
    const files = await recipeFiles('sea-surface-temperature', { sourceUrl: sources.url, bakeryId: 'any' });
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, 'sst', name), text);
  });
  afterAll(async () => {
    await sources.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const run = (...line: string[]) =>
    runCommand(line, { cwd: folder, variables: { PANGEO_FORGE_RUNNER: real?.executable ?? '', HOME: folder } });

  test('recipe test bakes two time steps, and shows what came out, the time and the memory', async () => {
    const { exitCode, stdout, stderr } = await run('recipe', 'test', 'sst');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Baking sea-surface-temperature, pruned')]);
    expect(stdout).toMatch(/✔ sea-surface-temperature \([\d.]+ s, \d+ MB at peak\): \.pangeo-forge\/test\//);
    expect(stdout).toMatch(/<xarray\.Dataset>[^]*time: 2/);
  });

  test('a recipe that raises fails with its own words, and exit code 1', async () => {
    await mkdir(path.join(folder, 'raises'));
    const files = await recipeFiles('sea-surface-temperature', { sourceUrl: sources.url, bakeryId: 'any' });
    const broken = { ...files, 'recipe.py': `recipe = None\nraise ValueError("the moon is in the way")\n` };
    for (const [name, text] of Object.entries(broken)) await writeFile(path.join(folder, 'raises', name), text);
    const { exitCode, stdout } = await run('recipe', 'test', 'raises');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('the moon is in the way');
  });

  test('recipe test names the nearest recipe when there is none of that name', async () => {
    const { exitCode, stderr } = await run('recipe', 'test', 'sst', '--recipe', 'sea-surface');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('sea-surface-temperature');
  });
});

test('recipe test says what lint says before it runs anything', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'recipe-'));
  await writeFile(path.join(folder, 'meta.yaml'), 'title: x\n');
  const { exitCode, stderr } = await runCommand(['recipe', 'test'], { cwd: folder });
  await rm(folder, { recursive: true });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Fix these first');
});
