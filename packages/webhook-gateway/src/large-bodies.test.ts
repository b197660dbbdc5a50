import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { createLargeJsonReader } from '@pangeo-forge/shared/untrusted/large-json';
import { type GatewayStage, post, pullRequestOpened, startGatewayStage } from '../test/gateway-stage.ts';
import { parseDelivery } from './deliveries/parse-delivery.ts';

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage();
});

afterAll(() => stage.stop());

const filling = Array.from({ length: 300 }, (_, number) => ({ number, text: 'x'.repeat(1_000) }));
const payload = { ...pullRequestOpened(12), filling };

test('a large body is recorded byte for byte, and its work is due', async () => {
  const { status, json, id } = await post(stage.url, { payload });
  expect({ status, json }).toEqual({ status: 202, json: { status: 'ok' } });
  expect((await readDelivery(stage.database.pool, id))?.payload).toEqual(payload);
  const about = `ref = '${id}' and subject = 'pull_request pangeo-forge/staged-recipes#12' and state = 'due'`;
  expect(await stage.count('work', about)).toBe(1);
});

test('of a large form the payload is recorded', async () => {
  const { status, id } = await post(stage.url, {
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(status).toBe(202);
  expect((await readDelivery(stage.database.pool, id))?.payload).toEqual(payload);
});

test('a large body that is no JSON is 400', async () => {
  const answer = await post(stage.url, { body: `${JSON.stringify(payload)}}` });
  expect(answer).toMatchObject({ status: 400, json: { detail: 'The body is not JSON.' } });
});

test('a body of a million names is parsed off the event loop; beyond its budget it is kept, and nothing is done', async () => {
  const names = Array.from({ length: 1_000_000 }, (_, number) => `"name ${number}":1`).join();
  const body = Buffer.from(`{"action":"opened",${names}}`);
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const impatient = createLargeJsonReader({ cpuMs: 600_000, limitMs: 1, heapMb: 512 });
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  const headers = { 'x-github-event': 'pull_request', 'x-github-delivery': 'many-names' };
  const parsed = await parseDelivery(headers, body, false, impatient);
  clearInterval(turning);
  await impatient.stop();
  expect(turns).toBeGreaterThan(0);
  if (parsed.outcome !== 'parsed') throw new Error('it was refused');
  expect(parsed.answer).toEqual({ status: 202, body: { status: 'skip', message: expect.stringContaining('to read') } });
  expect(parsed.delivery).toMatchObject({ id: 'many-names', event: 'pull_request', work: null });
  expect(zstdDecompressSync(parsed.delivery.body).equals(body)).toBe(true);
});
