import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type GatewayStage, post, pullRequestOpened, signatureOf, startGatewayStage } from '../test/gateway-stage.ts';

const KILOBYTE = 1024;
const MAX_BODY = 256 * KILOBYTE;
const MAX_IN_FLIGHT = 512 * KILOBYTE;

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage({
    maxBodyBytes: MAX_BODY,
    maxBytesInFlight: MAX_IN_FLIGHT,
    maxBytesWaiting: 100 * KILOBYTE,
  });
});

afterAll(() => stage.stop());

const bodyOf = (bytes: number) => JSON.stringify({ ...pullRequestOpened(), filling: 'x'.repeat(bytes) });
const HEAD = 'POST /github/hooks/ HTTP/1.1\r\nhost: here\r\nx-hub-signature-256: sha256=0\r\n';

async function connected(port = stage.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Promises `length` bytes and sends `sent`, and no more. */
async function dawdle(length: number, sent: number, port = stage.port): Promise<Socket> {
  const socket = await connected(port);
  socket.write(`${HEAD}content-length: ${length}\r\n\r\n${'x'.repeat(sent)}`);
  return socket;
}

/** The status of a delivery that is sent in chunks of unknown length. */
function postInChunks(body: string, from = '127.0.0.1'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(stage.url, {
      method: 'POST',
      localAddress: from,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': 'in-chunks',
        'x-hub-signature-256': signatureOf(body),
        'transfer-encoding': 'chunked',
      },
    });
    sending.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    for (let at = 0; at < body.length; at += 16 * KILOBYTE) sending.write(body.slice(at, at + 16 * KILOBYTE));
    sending.end();
  });
}

test('a body at the limit is accepted, one beyond it is 413', async () => {
  const frame = bodyOf(0).length;
  expect((await post(stage.url, { body: bodyOf(MAX_BODY - frame) })).status).toBe(202);
  expect((await post(stage.url, { body: bodyOf(MAX_BODY - frame + 1) })).status).toBe(413);
});

test('a body in chunks is measured by what came', async () => {
  expect(await postInChunks(bodyOf(MAX_BODY / 2))).toBe(202);
  expect(await postInChunks(bodyOf(MAX_BODY))).toBe(413);
});

test('a length beyond the limit is refused before the body comes', async () => {
  const socket = await dawdle(1_000_000_000, 0);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toContain('413');
  socket.destroy();
});

test('clients that announce much and send little keep nobody out', async () => {
  const sockets = await Promise.all(Array.from({ length: 20 }, () => dawdle(MAX_BODY, 10)));
  expect((await post(stage.url)).status).toBe(202);
  for (const socket of sockets) socket.destroy();
});

test('large bodies that never end keep out large bodies of their own client, and nothing small', async () => {
  const stuck = await Promise.all(Array.from({ length: 8 }, () => dawdle(MAX_BODY, MAX_BODY / 2 - 100)));
  const large = () => post(stage.url, { body: bodyOf(MAX_BODY / 2) });
  const refused = await waitFor(async () => {
    const answer = await large();
    return answer.status === 503 && answer;
  });
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect((await post(stage.url, { body: bodyOf(40 * KILOBYTE) })).status).toBe(202);
  for (const socket of stuck) socket.destroy();
  await waitFor(async () => (await large()).status === 202);
});

test('large bodies of one address leave room for those of another', async () => {
  const stuck = await Promise.all(Array.from({ length: 8 }, () => dawdle(MAX_BODY, MAX_BODY / 2 - 100)));
  await waitFor(async () => (await post(stage.url, { body: bodyOf(MAX_BODY / 2) })).status === 503);
  expect(await postInChunks(bodyOf(MAX_BODY / 2), '127.0.0.2')).toBe(202);
  for (const socket of stuck) socket.destroy();
});

test('a body that does not come in time is 408, and its connection is closed', async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const { port } = await stage.startGateway({ bodyLimitMs: 100 });
  const socket = await dawdle(1_000, 10, port);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
});

test('a body that is cut short is not recorded', async () => {
  const before = await stage.count('webhook_delivery');
  const socket = await dawdle(1_000, 10);
  socket.end();
  await text(socket).catch(() => '');
  expect((await post(stage.url, { id: 'after-the-cut' })).status).toBe(202);
  expect(await stage.count('webhook_delivery')).toBe(before + 1);
});

test('a flood of silent connections keeps nobody out', async () => {
  const sockets = await Promise.all(Array.from({ length: 1_000 }, () => connected()));
  expect((await post(stage.url)).status).toBe(202);
  for (const socket of sockets) socket.destroy();
});

test('when more waits for Postgres than memory should hold, the rest is refused at once', async () => {
  stage.toPostgres.hang();
  const noise = () => Buffer.from(Array.from({ length: 30 * KILOBYTE }, () => 33 + Math.random() * 90)).toString('hex');
  const answers = Array.from({ length: 30 }, (_, number) =>
    post(stage.url, { payload: { ...pullRequestOpened(number), noise: noise() } }),
  );
  const first = await Promise.race(answers);
  expect(first.status).toBe(503);
  stage.toPostgres.heal();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses).toContain(202);
  expect(new Set(statuses)).toEqual(new Set([202, 503]));
});
