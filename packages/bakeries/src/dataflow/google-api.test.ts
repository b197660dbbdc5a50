import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { createDataflowJobs } from './dataflow-jobs.ts';
import { createDataflowLogs } from './dataflow-logs.ts';
import { connectGoogle, type GoogleAccess, type GoogleCredentials } from './google-api.ts';

const SERVICE = { name: 'Dataflow', url: 'http://not-asked.invalid' };
/** Longer than whatever answers here, however slow the machine is. */
const LIMIT_MS = 5 * 60_000;
const SILENCE_LIMIT_MS = 300;

/** How the API and the server of tokens answer. */
const answers = { token: 200, api: 200, tokens: 0, silent: false };
let authorization: string | undefined;
let server: Server;
let url: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'google-api-'));
  await writeFile(path.join(folder, 'subject'), 'a token of this machine');
  server = createServer((request, response) => {
    if (answers.silent) return;
    if (request.url === '/token') {
      issueToken(response);
      return;
    }
    authorization = request.headers.authorization;
    response.writeHead(answers.api, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => void Object.assign(answers, { token: 200, api: 200, silent: false }));

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function issueToken(response: import('node:http').ServerResponse): void {
  answers.tokens++;
  const body =
    answers.token === 200
      ? // so short that each call asks for another
        {
          access_token: `token-${answers.tokens}`,
          issued_token_type: 'access_token',
          token_type: 'Bearer',
          expires_in: 1,
        }
      : { error: 'invalid_grant', error_description: 'Invalid grant: account not found' };
  response.writeHead(answers.token, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Credentials whose tokens come from a URL of ours. */
const federated = (tokenUrl = `${url}/token`): GoogleCredentials => ({
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: tokenUrl,
  credential_source: { file: path.join(folder, 'subject') },
});

const accessWith = (change: Partial<GoogleAccess> = {}): GoogleAccess => ({
  projectId: 'p',
  credentials: federated(),
  endpoint: url,
  anonymous: false,
  callLimitMs: LIMIT_MS,
  ...change,
});

describe('a call of Google', () => {
  test('carries the token of the credentials', async () => {
    expect(await connectGoogle(accessWith(), SERVICE)('/x')).toEqual({ ok: true });
    expect(authorization).toMatch(/^Bearer token-\d+$/);
  });

  test('carries none to a stand-in', async () => {
    await connectGoogle(accessWith({ anonymous: true }), SERVICE)('/x');
    expect(authorization).toBeUndefined();
  });

  test('fails while the credentials are revoked, and works again once they are not', async () => {
    const call = connectGoogle(accessWith(), SERVICE);
    await call('/x');
    answers.token = 400;
    await expect(call('/x')).rejects.toMatchObject({ code: 'bakery_refused' });
    await expect(call('/x')).rejects.toThrow('no usable Google credentials');
    answers.token = 200;
    expect(await call('/x')).toEqual({ ok: true });
  });

  test('may be made again later while the server of tokens is away', async () => {
    const away = federated('http://127.0.0.1:9/token');
    await expect(connectGoogle(accessWith({ credentials: away }), SERVICE)('/x')).rejects.toMatchObject({
      code: 'bakery_unavailable',
    });
    answers.token = 503;
    await expect(connectGoogle(accessWith(), SERVICE)('/x')).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });

  test.each([
    ['half of a service account', { type: 'service_account', client_email: 'a@b' }],
    ['a key that is none', { type: 'service_account', client_email: 'a@b', private_key: 'no key' }],
    ['nothing that Google knows', { type: 'nonsense' }],
  ])('with %s is refused as credentials that an operator must fix', async (_what, credentials) => {
    const call = connectGoogle(accessWith({ credentials }), SERVICE);
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(call('/x')).rejects.toMatchObject({ code: 'bakery_refused' });
  });

  test('to a missing resource is a failure, unless it may be missing', async () => {
    answers.api = 404;
    const call = connectGoogle(accessWith(), SERVICE);
    expect(await call('/x', { mayBeMissing: true })).toBeNull();
    await expect(call('/x')).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });
});

describe('against a server that accepts and says nothing', () => {
  const since = new Date();
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const silent = (anonymous: boolean) => accessWith({ anonymous, callLimitMs: SILENCE_LIMIT_MS });
  const questions: Array<[string, (access: GoogleAccess) => Promise<unknown>]> = [
    ['get', (access) => createDataflowJobs(access, 'l').get('j')],
    ['listByName', (access) => createDataflowJobs(access, 'l').listByName('j')],
    ['listActive', (access) => createDataflowJobs(access, 'l').listActive()],
    ['requestCancellation', (access) => createDataflowJobs(access, 'l').requestCancellation('j')],
    ['metrics', (access) => createDataflowJobs(access, 'l').metrics('j')],
    ['read', (access) => createDataflowLogs(access).read('j', since, { limit: 1 })],
    ['explainFailure', (access) => createDataflowLogs(access).explainFailure('j', since)],
  ];

  test.each(questions)('%s ends within its limit', async (_name, ask) => {
    answers.silent = true;
    await expect(ask(silent(true))).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });

  test('getting a token ends within the limit, too', async () => {
    answers.silent = true;
    await expect(connectGoogle(silent(false), SERVICE)('/x')).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });
});

describe('a process of its own', () => {
  const PROGRAM = path.join(import.meta.dirname, '../../test/ask-dataflow.program.ts');
  const ask = (variables: Record<string, string>) =>
    execa(process.execPath, [PROGRAM], {
      extendEnv: false,
      env: { PATH: process.env['PATH'] ?? '', METADATA_SERVER_DETECTION: 'none', HOME: folder, ...variables },
      reject: false,
    });

  test('that has no credentials is refused by each question, and lives', async () => {
    const { exitCode, stdout, stderr } = await ask({});
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual(Array.from({ length: 6 }, () => 'bakery_refused'));
  });

  test('finds credentials that appear later', async () => {
    const file = path.join(folder, 'later.json');
    const { exitCode, stdout, stderr } = await ask({
      GOOGLE_APPLICATION_CREDENTIALS: file,
      APPEARS: JSON.stringify(federated()),
      ENDPOINT: url,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual(['bakery_refused', 'answered']);
  });
});
