import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type GatewayStage, post, pullRequestOpened, signatureOf, startGatewayStage } from '../test/gateway-stage.ts';

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage();
});

afterAll(() => stage.stop());

const isAccepted = async () => (await post(stage.url, { payload: pullRequestOpened() })).status === 202;

/** What HTTP lets a client put into a header. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 200,
});

test('whatever bytes come without a good signature are refused as the sender’s fault, and nothing is kept', async () => {
  const before = await stage.count('webhook_delivery');
  const headers = fc.record({
    'x-hub-signature-256': fc.oneof(headerText, fc.constant(`sha256=${'0'.repeat(64)}`)),
    'x-github-event': headerText,
    'x-github-delivery': headerText,
    'content-type': fc.oneof(headerText, fc.constantFrom('application/json', 'application/x-www-form-urlencoded')),
  });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), headers, async (bytes, sent) => {
      const { status } = await post(stage.url, { body: Buffer.from(bytes), headers: sent });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
  expect(await stage.count('webhook_delivery')).toBe(before);
  expect(await isAccepted()).toBe(true);
});

test('whatever JSON GitHub signs is accepted and kept as it came', async () => {
  const fields = fc.constantFrom(
    'action',
    'number',
    'repository',
    'sender',
    'pull_request',
    'issue',
    'comment',
    'check_run',
    'installation',
    '__proto__',
  );
  const event = fc.constantFrom(
    'pull_request',
    'issue_comment',
    'check_run',
    'installation',
    'repository',
    'push',
    'never_heard_of',
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fields, fc.jsonValue({ maxDepth: 4 })), event, async (payload, name) => {
      const body = JSON.stringify(payload);
      const { status } = await post(stage.url, {
        body,
        headers: { 'x-github-event': name, 'x-hub-signature-256': signatureOf(body) },
      });
      expect(status).toBe(202);
    }),
    { numRuns: 200 },
  );
  expect(await isAccepted()).toBe(true);
});
