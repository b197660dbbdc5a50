import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ensureRunnerEnvironment } from './ensure-runner-environment.ts';
import { findPython } from './find-python.ts';
import { readRunnerLock, RUNNER_LINES } from './read-runner-lock.ts';

const ROOT = join(import.meta.dirname, '../../../.local/runner');
const python = await findPython(process.env).catch(() => null);
const managed = await ensureRunnerEnvironment({ rootDir: ROOT, environment: process.env }).catch(() => null);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runner-environment-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the managed environment', () => {
  (managed ? test : test.skip)(
    'holds the runner of the lock, compiled to bytecode, and is found again without anything to install it with (needs Python 3.11 and a package index)',
    async () => {
      const [again, other] = await Promise.all([
        ensureRunnerEnvironment({ rootDir: ROOT, environment: {} }),
        ensureRunnerEnvironment({ rootDir: ROOT, environment: {} }),
      ]);
      expect([again, other]).toEqual([managed, managed]);
      const script =
        'import importlib.metadata, importlib.util, os; print(importlib.metadata.version("pangeo-forge-runner"), os.path.exists(importlib.util.find_spec("xarray").cached))';
      const { stdout } = await execa(again.pythonExecutable, ['-c', script]);
      expect(stdout).toBe(`${(await readRunnerLock('0.10')).version} True`);
    },
  );

  test('with what clouds need serves where less is asked for, so that an image holds one', async () => {
    const { hash, version } = await readRunnerLock('0.9', 'cloud');
    const home = join(directory, `0.9-cloud-${process.platform}-${process.arch}-${hash}`);
    const bin = join(home, 'venv-1a2b3c4d', 'bin');
    await mkdir(bin, { recursive: true });
    for (const name of ['python', 'pangeo-forge-runner']) {
      await writeFile(join(bin, name), '#!/bin/sh\n');
      await chmod(join(bin, name), 0o755);
    }
    await writeFile(join(home, 'ready.json'), JSON.stringify({ venv: 'venv-1a2b3c4d' }));
    const nothingElse = { rootDir: directory, environment: { PATH: directory } };
    const found = await ensureRunnerEnvironment({ ...nothingElse, line: '0.9' });
    expect(found).toMatchObject({ executable: join(bin, 'pangeo-forge-runner'), version });
    await expect(ensureRunnerEnvironment({ ...nothingElse, line: '0.10' })).rejects.toMatchObject({
      problem: 'python_missing',
    });
  });

  test('without Python 3.11 the error says so and how to get it', async () => {
    const attempt = ensureRunnerEnvironment({ rootDir: directory, environment: { PATH: directory } });
    await expect(attempt).rejects.toMatchObject({
      problem: 'python_missing',
      message: expect.stringContaining('Install it'),
    });
  });

  (python ? test : test.skip)('a Python of another version does not count, nor a shim that does not work', async () => {
    for (const [name, script] of [
      ['python3.11', 'exit 127'],
      ['python3', 'echo 3.13; echo /usr/bin/python3'],
    ] as const) {
      await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(directory, name), 0o755);
    }
    await expect(findPython({ PATH: directory })).rejects.toMatchObject({ problem: 'python_missing' });
    await symlink(python ?? '', join(directory, 'python'));
    expect(await findPython({ PATH: directory })).toBe(join(directory, 'python'));
  });

  (python ? test : test.skip)(
    'without a package index the error says so, and nothing half made is used as an environment',
    async () => {
      const nowhere = 'http://127.0.0.1:9/simple';
      const uv = join(ROOT, 'uv', 'bin');
      const environment = {
        PATH: [uv, process.env['PATH']].join(delimiter),
        HOME: directory,
        UV_CACHE_DIR: join(directory, 'cache'),
        UV_DEFAULT_INDEX: nowhere,
        UV_HTTP_RETRIES: '0',
        PIP_INDEX_URL: nowhere,
        PIP_RETRIES: '0',
      };
      const attempt = () => ensureRunnerEnvironment({ rootDir: join(directory, 'root'), environment });
      await expect(attempt()).rejects.toMatchObject({ problem: 'registry_unreachable', code: 'unavailable' });
      await expect(attempt()).rejects.toMatchObject({ problem: 'registry_unreachable' });
    },
  );

  test.each(RUNNER_LINES)('the lock of the %s line names every file by its hash', async (line) => {
    const lock = await readRunnerLock(line);
    expect(lock.version.startsWith(`${line}.`)).toBe(true);
    expect(lock.hash).toMatch(/^[0-9a-f]{12}$/);
  });
});
