import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { type GatewayStage, post, pullRequestOpened, signatureOf, startGatewayStage } from '../test/gateway-stage.ts';

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage();
});

afterAll(() => stage.stop());

const nothingRecorded = async () => expect(await stage.count('webhook_delivery')).toBe(0);

test.each([null, ''])('a request whose signature header is %j is 401', async (signature) => {
  const { status, json } = await post(stage.url, { headers: { 'x-hub-signature-256': signature } });
  expect({ status, json }).toEqual({
    status: 401,
    json: { detail: 'Request does not include a GitHub hash signature header.' },
  });
  await nothingRecorded();
});

const FORGED = {
  'of another secret': signatureOf(JSON.stringify(pullRequestOpened()), 'guessed'),
  'of the empty secret': signatureOf(JSON.stringify(pullRequestOpened()), ''),
  'of another body': signatureOf('{}'),
  'without its scheme': signatureOf(JSON.stringify(pullRequestOpened())).slice(7),
  'of another scheme': signatureOf(JSON.stringify(pullRequestOpened())).replace('sha256', 'sha1'),
  'cut short': signatureOf(JSON.stringify(pullRequestOpened())).slice(0, -1),
  'made longer': `${signatureOf(JSON.stringify(pullRequestOpened()))}00`,
  'that is no hex': `sha256=${'z'.repeat(64)}`,
  'given twice': `${signatureOf('{}')}, ${signatureOf(JSON.stringify(pullRequestOpened()))}`,
};

test.each(Object.entries(FORGED))('a signature %s is 401', async (_what, signature) => {
  const { status, json } = await post(stage.url, { headers: { 'x-hub-signature-256': signature } });
  expect({ status, json }).toEqual({ status: 401, json: { detail: 'Request hash signature invalid.' } });
  await nothingRecorded();
});

test('a wrong signature is 401 before anything else is checked', async () => {
  const headers = { 'x-hub-signature-256': signatureOf('{}', 'guessed'), 'content-type': 'text/plain' };
  const { status } = await post(stage.url, { headers: { ...headers, 'x-github-event': null } });
  expect(status).toBe(401);
});

const MALFORMED: [string, Record<string, string | null>][] = [
  ['no event', { 'x-github-event': null }],
  ['an event that is no name', { 'x-github-event': 'pull_request; drop' }],
  ['an event of capitals', { 'x-github-event': 'PULL_REQUEST' }],
  ['an endless event', { 'x-github-event': 'a'.repeat(61) }],
  ['no delivery id', { 'x-github-delivery': null }],
  ['a delivery id with spaces', { 'x-github-delivery': 'a b' }],
  ['a delivery id with a quote', { 'x-github-delivery': "a'b" }],
  ['an endless delivery id', { 'x-github-delivery': 'a'.repeat(101) }],
];

test.each(MALFORMED)('%s is 400', async (_what, headers) => {
  const { status, json } = await post(stage.url, { headers });
  expect({ status, json }).toEqual({ status: 400, json: { detail: expect.stringContaining('header X-GitHub-') } });
  await nothingRecorded();
});

test.each(['', '{', 'payload', '{"a":1}}', '[1,', '\u{feff}{}', 'NaN', '['.repeat(200_000)])(
  'a body that is no JSON is 400 (case %#)',
  async (body) => {
    expect(await post(stage.url, { body })).toMatchObject({ status: 400, json: { detail: 'The body is not JSON.' } });
    await nothingRecorded();
  },
);

test('a form without a payload is 400', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await post(stage.url, { body: 'other=1', headers })).status).toBe(400);
  await nothingRecorded();
});

test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', null])(
  'a body of type %j is 415',
  async (type) => {
    expect((await post(stage.url, { headers: { 'content-type': type } })).status).toBe(415);
    await nothingRecorded();
  },
);

test('a compressed body is 415, since little of it could be much', async () => {
  const body = gzipSync(JSON.stringify(pullRequestOpened()));
  expect((await post(stage.url, { body, headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
  await nothingRecorded();
});

test.each(['GET', 'PUT', 'DELETE'])('%s is 405', async (method) => {
  const response = await fetch(stage.url, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
  expect(await response.json()).toEqual({ detail: 'Method Not Allowed' });
});

test('no answer reveals the server’s software, nor repeats what it was sent', async () => {
  const { headers, json } = await post(stage.url, {
    headers: { 'x-github-delivery': '<script>', 'x-request-id': 'a b' },
  });
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  expect(JSON.stringify(json)).not.toContain('script');
});

const big = (key: string, value: unknown) => ({ ...pullRequestOpened(), [key]: value });
const ODD: [string, unknown][] = [
  ['NUL in the repository', big('repository', { full_name: 'a/b\0-feedstock' })],
  ['NUL in the sender', big('sender', { login: 'x\0y' })],
  ['NUL in the action', big('action', 'opened\0')],
  ['a number beyond 32 bits', big('pull_request', { number: 2 ** 40 })],
  ['a number beyond doubles', big('number', 1e300)],
  ['a negative number', big('pull_request', { number: -1 })],
  ['a number that is text', big('pull_request', { number: '1' })],
  ['an endless repository', big('repository', { full_name: `${'a'.repeat(9_000)}/${Math.random()}-feedstock` })],
  ['an endless sender', big('sender', { login: 'x'.repeat(100_000) })],
  ['an endless action', big('action', 'x'.repeat(100_000))],
  ['a date that is none', big('pull_request', { number: 1, updated_at: 'tomorrow' })],
  ['a date beyond calendars', big('pull_request', { number: 1, updated_at: '2023-13-45T99:99:99Z' })],
  ['a commit that is none', big('pull_request', { number: 1, head: { sha: "'; drop table work" } })],
  ['lone surrogates', big('sender', { login: '\ud800' })],
  ['pull requests that are no list', { ...big('check_run', { head_sha: 1, pull_requests: 'none' }) }],
  ['null everywhere', { action: null, number: null, repository: null, sender: null, pull_request: null, issue: null }],
];

test.each(ODD)('%s: accepted and kept, though it may be nothing for us', async (_what, payload) => {
  const { status, id } = await post(stage.url, { payload });
  expect(status).toBe(202);
  expect((await readDelivery(stage.database.pool, id))?.payload).toEqual(payload);
  await stage.database.pool.query('truncate webhook_delivery, work, journal');
});

test('keys that would reach into prototypes reach nothing', async () => {
  const body = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${JSON.stringify(pullRequestOpened()).slice(1)}`;
  expect((await post(stage.url, { body })).status).toBe(202);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  await stage.database.pool.query('truncate webhook_delivery, work, journal');
});

test('bytes that are no UTF-8 are kept as they came', async () => {
  const body = Buffer.concat([
    Buffer.from('{"text":"'),
    Buffer.from([0xff, 0xfe, 0xc0]),
    Buffer.from(`",${JSON.stringify(pullRequestOpened()).slice(1)}`),
  ]);
  const { status, id } = await post(stage.url, { body });
  expect(status).toBe(202);
  expect((await readDelivery(stage.database.pool, id))?.payload).toMatchObject({ action: 'opened' });
  await stage.database.pool.query('truncate webhook_delivery, work, journal');
});
