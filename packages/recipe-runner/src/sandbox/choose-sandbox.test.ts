import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxesHere } from '../../test/sandboxes.ts';
import { chooseSandbox } from './choose-sandbox.ts';
import { DEFAULT_DOCKER_SETTINGS } from './docker/docker-settings.ts';

const { bubblewrap, docker: containers } = await sandboxesHere();
const searchPath = process.env['PATH'] ?? '';
const local = 'pforge-local-someone';
const docker = { ...DEFAULT_DOCKER_SETTINGS, host: 'unix:///nowhere/docker.sock' };

let emptyPath: string;
beforeEach(async () => {
  emptyPath = await mkdtemp(join(tmpdir(), 'choose-sandbox-'));
});
afterEach(() => rm(emptyPath, { recursive: true, force: true }));

describe('which sandbox is taken', () => {
  (bubblewrap ? test : test.skip)('auto takes bubblewrap where it works, and warns of nothing', async () => {
    const { sandbox, announcements } = await chooseSandbox({
      requested: 'auto',
      deployment: 'pangeo-forge',
      searchPath,
      docker,
    });
    expect(sandbox.name).toBe('bubblewrap');
    const message = expect.stringMatching(
      /^recipe code runs in the sandbox "bubblewrap"; (the kernel limits|memory and)/,
    );
    expect(announcements).toEqual([{ level: 'info', message }]);
  });

  (containers ? test : test.skip)('auto takes docker where an engine has the image', async () => {
    const docker = { ...DEFAULT_DOCKER_SETTINGS, host: process.env['DOCKER_HOST'] };
    const choice = await chooseSandbox({ requested: 'auto', deployment: 'pangeo-forge', searchPath, docker });
    expect(choice.sandbox.name).toBe('docker');
    expect(choice.imagePrograms).not.toBeNull();
    const other = await chooseSandbox({
      requested: 'auto',
      deployment: local,
      searchPath: emptyPath,
      docker: { ...docker, image: 'pangeo-forge/no-such-image' },
    });
    expect(other.sandbox.name).toBe('process');
    expect(other.announcements[0]?.message).toContain('docker build -f Dockerfile.runner');
  });

  test('auto falls back to process in a local deployment, names the reason, and warns that it protects no secrets', async () => {
    const { sandbox, announcements } = await chooseSandbox({
      requested: 'auto',
      deployment: local,
      searchPath: emptyPath,
      docker,
    });
    expect(sandbox.name).toBe('process');
    expect(announcements[0]?.message).toContain('bwrap is not installed');
    expect(announcements[1]).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('does not protect secrets'),
    });
  });

  test.each(['pangeo-forge', 'pangeo-forge-staging', 'pforge-pr-12'])(
    'auto never falls to process in %s',
    async (deployment) => {
      const choice = chooseSandbox({ requested: 'auto', deployment, searchPath: emptyPath, docker });
      await expect(choice).rejects.toMatchObject({
        code: 'invalid_config',
        message: expect.stringContaining('Install bubblewrap'),
      });
    },
  );

  test('process by its name is taken anywhere, with the warning', async () => {
    const { sandbox, announcements } = await chooseSandbox({
      requested: 'process',
      deployment: 'pangeo-forge',
      searchPath,
      docker,
    });
    expect(sandbox.name).toBe('process');
    expect(announcements.map(({ level }) => level)).toEqual(['info', 'warn']);
  });

  test('a sandbox by its name that does not work here is an error, not another sandbox', async () => {
    const choice = chooseSandbox({ requested: 'bubblewrap', deployment: local, searchPath: emptyPath, docker });
    await expect(choice).rejects.toMatchObject({ code: 'invalid_config' });
  });

  test('docker is not used for a runner of this machine, and the message names the reason', async () => {
    const choice = chooseSandbox({ requested: 'docker', deployment: local, searchPath, docker: null });
    await expect(choice).rejects.toThrow(/PANGEO_FORGE_RUNNER names a program of this machine/);
  });

  test('an unknown name is an error that lists the known ones', async () => {
    const choice = chooseSandbox({ requested: 'jail', deployment: local, searchPath });
    await expect(choice).rejects.toThrow('there is no sandbox "jail". Known: auto, process, docker, bubblewrap');
  });

  test('a bubblewrap that is installed but not allowed to work counts as missing, with its error', async () => {
    const bwrap = join(emptyPath, 'bwrap');
    await writeFile(bwrap, '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n');
    await chmod(bwrap, 0o755);
    const { sandbox, announcements } = await chooseSandbox({
      requested: 'auto',
      deployment: local,
      searchPath: [emptyPath, '/bin'].join(delimiter),
      docker,
    });
    expect(sandbox.name).toBe('process');
    expect(announcements[0]?.message).toContain('No permissions to create new namespace');
  });
});
