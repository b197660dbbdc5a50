import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { findPython } from './find-python.ts';
import { installPackages } from './install-packages.ts';
import { installerEnvironment } from './installer-environment.ts';
import { type RunnerLine, type RunnerPackages, readRunnerLock } from './read-runner-lock.ts';

const python = await findPython(process.env).catch(() => null);
const describeIf = python ? describe : describe.skip;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'install-packages-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describeIf('from nothing (needs Python 3.11 and a package index)', () => {
  async function install(line: RunnerLine, packages: RunnerPackages, toolsDir: string): Promise<string> {
    const lock = await readRunnerLock(line, packages);
    const venvDir = join(directory, 'venv');
    const environment = installerEnvironment(process.env);
    await installPackages({
      python: python ?? '',
      requirementsFile: lock.requirementsFile,
      venvDir,
      toolsDir,
      environment,
      onProgress: () => {},
    });
    const alsoHas = packages === 'cloud' ? ', apache_beam.runners.dataflow.internal.apiclient, gcsfs, s3fs' : '';
    const recipes = `pangeo_forge_recipes.${line === '0.8' ? 'recipes' : 'transforms'}`;
    const script =
      `import importlib.metadata as m, pangeo_forge_runner.cli, ${recipes}` +
      `${alsoHas}; print(m.version("pangeo-forge-runner"))`;
    const { stdout } = await execa(join(venvDir, 'bin', 'python'), ['-c', script]);
    expect(stdout).toBe(lock.version);
    return stdout;
  }

  test.each([
    ['0.10', 'base'],
    ['0.9', 'base'],
    ['0.8', 'base'],
    ['0.10', 'cloud'],
    ['0.9', 'cloud'],
    ['0.8', 'cloud'],
  ] as const)(
    'uv installs the %s line, %s',
    (line, packages) => install(line, packages, join(directory, 'uv')),
    600_000,
  );

  test(
    'where uv cannot be had, pip installs the same',
    () => install('0.10', 'base', '/dev/null/no-place-for-uv'),
    600_000,
  );
});
