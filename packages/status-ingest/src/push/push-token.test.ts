import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPushTokenVerifier } from './push-token.ts';

let silent: Server;
beforeAll(async () => {
  silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

test('a server of certificates that accepts and says nothing makes a push come again, and holds it no longer', async () => {
  const certsUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/certs`;
  const sender = { serviceAccountEmail: 'a@example.org', audience: 'https://example.org', certsUrl };
  await expect(createPushTokenVerifier([sender], 100).isGenuine('a.b.c')).rejects.toMatchObject({
    code: 'unavailable',
  });
});
