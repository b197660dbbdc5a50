import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { answeringDockerSocket } from './answering-docker-socket.ts';

let directory: string;
let engine: Server;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => {
  engine.close();
  engine.closeAllConnections();
  rmSync(directory, { recursive: true });
});

async function listen(answers: boolean): Promise<string> {
  engine = createServer((_request, response) => {
    if (answers) response.end('OK');
  });
  const socket = path.join(directory, 'docker.sock');
  engine.listen(socket);
  await once(engine, 'listening');
  return socket;
}

test('the first socket on which an engine answers is found', async () => {
  const socket = await listen(true);
  expect(await answeringDockerSocket([path.join(directory, 'absent.sock'), socket], 60_000)).toBe(socket);
});

test('an engine that does not answer is not waited for', async () => {
  const socket = await listen(false);
  expect(await answeringDockerSocket([socket], 1)).toBeUndefined();
});
