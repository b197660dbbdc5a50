import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { chooseSandbox } from '../choose-sandbox.ts';
import { connectEngine } from './try-docker.ts';
import { DEFAULT_DOCKER_SETTINGS } from './docker-settings.ts';

test.each([
  [
    'unix:///nowhere/docker.sock',
    /no socket at .*install and start a Docker engine, or name its socket in DOCKER_HOST/,
  ],
  ['tcp://127.0.0.1:9', /no engine answers at tcp:\/\/127\.0\.0\.1:9/],
  ['ssh://somewhere', /must be unix:.* or tcp:/],
  ['docker.sock', /must be unix:.* or tcp:/],
])('where there is no engine (%s), the message names what is missing and what to do', async (host, what) => {
  expect(await connectEngine(host)).toEqual({ missing: expect.stringMatching(what) });
});

test('a silent socket is not waited for long', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-test-'));
  const socket = join(directory, 'engine.sock');
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((connection) => void sockets.add(connection));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  expect(await connectEngine(`unix://${socket}`)).toEqual({ missing: expect.stringMatching(/does not answer/) });
  for (const connection of sockets) connection.destroy();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

test('a sandbox that was requested by name and does not work here is refused with the reason', async () => {
  const docker = { ...DEFAULT_DOCKER_SETTINGS, host: 'unix:///nowhere/docker.sock' };
  const options = { requested: 'docker', deployment: 'pangeo-forge', searchPath: '', docker };
  await expect(chooseSandbox(options)).rejects.toThrow(
    /PANGEO_FORGE_SANDBOX: the sandbox "docker" does not work here: there is no socket/,
  );
});
