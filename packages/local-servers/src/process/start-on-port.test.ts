import { expect, test } from '@jest/globals';
import { startOnPort } from './start-on-port.ts';

test('a server that answered once has started, though it is too busy to answer again at once', async () => {
  const server = { pid: process.pid, hasExited: () => false, stop: async () => {} };
  let asked = 0;
  const started = await startOnPort({
    name: 'a server',
    port: 1,
    logFile: '/dev/null',
    start: () => server,
    ready: () => ++asked === 1,
  });
  expect(started).toEqual({ port: 1, server });
});
