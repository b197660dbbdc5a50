import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { connectGitHubApp } from './connect-github-app.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const LIMIT_MS = 200;
const JSON_HEADERS = { 'content-type': 'application/json' };

let answer: (path: string, response: ServerResponse) => void = () => {};
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => server.closeAllConnections());
afterAll(() => new Promise((resolve) => server.close(resolve)));

const connect = () =>
  connectGitHubApp({
    appId: '1',
    privateKey,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
    requestLimitMs: LIMIT_MS,
  });

test.each<[string, typeof answer]>([
  ['accepts and says nothing', () => {}],
  [
    'stops in the middle of its answer',
    (_path, response) => void response.writeHead(200, JSON_HEADERS).write('{"slug":'),
  ],
])('a GitHub that %s ends each request at its limit', async (_what, silence) => {
  answer = silence;
  await expect(connect().login()).rejects.toMatchObject({ code: 'github_unavailable' });
});

test('a GitHub that never answers with a token ends the request for it at its limit', async () => {
  answer = (path, response) => {
    if (path.endsWith('/access_tokens')) return;
    response.writeHead(200, JSON_HEADERS).end('{"id":7}');
  };
  // a slow machine may need more than one limit
  const repository = await waitFor(() => connect().repository(RepoFullName.parse('me/a-feedstock')));
  await expect(repository.settings.get()).rejects.toMatchObject({ code: 'github_unavailable' });
});

test('a request that could not be made is never reported as a silence of GitHub', async () => {
  answer = (_path, response) => void response.writeHead(200, JSON_HEADERS).end('{"slug":"x"}');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const broken = () => Promise.reject(new TypeError('a mistake in our own code'));
  const failing = connectGitHubApp({ appId: '1', privateKey, apiUrl, fetch: broken });
  await expect(failing.login()).rejects.not.toMatchObject({ code: 'github_unavailable' });
  const away = connectGitHubApp({ appId: '1', privateKey, apiUrl: 'http://127.0.0.1:1' });
  await expect(away.login()).rejects.toMatchObject({ code: 'github_unavailable' });
});

test('a key that nobody can read is reported as such before any request', () => {
  const folded = privateKey.replaceAll('\n', ' ');
  expect(() => connectGitHubApp({ appId: '1', privateKey: folded, apiUrl: 'http://127.0.0.1:1' })).toThrow(
    /github_app.private_key: .*folded/,
  );
});
