import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { startLoopbackGitHub } from './loopback-github.ts';

test('a delivery without an answer for ten seconds fails, and is not retried', async () => {
  let asked = 0;
  const silent = createServer(() => {
    asked += 1;
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const github = await startLoopbackGitHub();
  try {
    github.createUser('maintainer');
    const webhookUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    github.createApp({ name: 'Silent', owner: 'maintainer', webhookUrl });
    const startedAt = performance.now();
    await github.drainWebhooks();
    expect(performance.now() - startedAt).toBeGreaterThan(9900);
    expect(github.deliveries()).toMatchObject([
      { event: 'ping', statusCode: 504, attempts: [{ status: 'timed out' }] },
    ]);
    expect(asked).toBe(1);
  } finally {
    await github.stop();
    silent.closeAllConnections();
    silent.close();
  }
});
