import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { execa } from 'execa';
import { buildPackage } from '../generate/build-package.ts';
import { COMMAND_PATHS } from '../src/command-registry.ts';

const SEARCH_PATH = `${path.dirname(process.execPath)}:${process.env['PATH']}`;
const MAX_PACKED_BYTES = 4_000_000;
// npm packs and installs the package; Node can be there without it, as it is where it comes from our own packages
const hasNpm = (await findExecutable('npm', SEARCH_PATH)) !== null;
let parent: string;
let home: string;
let packedBytes: number;

/** Knows neither the workspace nor the registry: nothing can be had but what is in the package. */
const outside = () => ({
  cwd: home,
  extendEnv: false,
  env: { PATH: SEARCH_PATH, HOME: home, npm_config_registry: 'http://127.0.0.1:1' },
  stdin: 'ignore' as const,
});
const npm = (...args: string[]) => execa('npm', args, outside());
const run = (...args: string[]) =>
  execa('npx', ['--no-install', 'pangeo-forge', ...args], { ...outside(), reject: false });

(hasNpm ? describe : describe.skip)('the package for npm (needs npm)', () => {
  beforeAll(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'npm-package-'));
    home = path.join(parent, 'home');
    await mkdir(home);
    await buildPackage(path.join(parent, 'package'));
    const { stdout } = await npm('pack', '--json', '--pack-destination', parent, path.join(parent, 'package'));
    const [packed] = JSON.parse(stdout) as Array<{ filename: string; size: number }>;
    packedBytes = packed?.size ?? 0;
    await writeFile(path.join(home, 'package.json'), '{"private": true}');
    await npm('install', '--offline', '--no-audit', '--no-fund', path.join(parent, packed?.filename ?? ''));
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  test('the package is small, and brings nothing with it', async () => {
    expect(packedBytes).toBeLessThan(MAX_PACKED_BYTES);
    expect((await readdir(path.join(home, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      'pangeo-forge',
    ]);
    const installed = path.join(home, 'node_modules', 'pangeo-forge');
    expect((await readdir(installed)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES.txt',
      'dist',
      'package.json',
      'python',
      'schemas',
    ]);
    expect((await stat(path.join(installed, 'python', '0.10', 'requirements.txt'))).size).toBeGreaterThan(1_000);
    const licenses = await readFile(path.join(installed, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['commander', '@mikro-orm/core', 'zod'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  test('the installed program prints its version, and every command its help', async () => {
    const manifest = await readFile(path.join(import.meta.dirname, '../package.json'), 'utf8');
    expect((await run('--version')).stdout).toBe((JSON.parse(manifest) as { version: string }).version);
    expect((await run('--help')).stdout).toContain('Usage: pangeo-forge');
    for (const words of COMMAND_PATHS) {
      const { exitCode, stdout } = await run(...words.split(' '), '--help');
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`Usage: pangeo-forge ${words}`)]);
    }
  });

  test('a recipe is begun and linted, and a configuration checked', async () => {
    expect(await run('recipe', 'init', 'sst', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await run('recipe', 'lint', 'sst')).toMatchObject({ exitCode: 0, stdout: '0 errors, 0 warnings.' });
    expect(await run('deployment', 'new', 'pforge-local-me', '--no-app', '--plain')).toMatchObject({ exitCode: 0 });
    const checked = await run('config', 'check', '--json');
    expect(JSON.parse(checked.stdout)).toMatchObject({
      files: expect.arrayContaining([
        expect.objectContaining({ file: 'bakeries/local.pforge-local-me.yaml', state: 'good' }),
      ]),
    });
  });

  test('what needs the database, GitHub or a checkout says so, and is no fault of the program', async () => {
    expect(await run('db', 'check')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('Set DATABASE_URL'),
    });
    expect(await run('app', 'jwt')).toMatchObject({ exitCode: 3 });
    expect(await run('dev')).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('not in a checkout') });
    expect(await run('db', 'migration', 'new', '-m', 'x')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('is not a checkout of the orchestrator'),
    });
  });
});
