import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataflowLogEntry } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import fc from 'fast-check';
import { type IngestStage, STATUS_SECRET, startIngestStage, WEBHOOK_SECRET } from '../test/ingest-stage.ts';
import { signStatus } from './status/status-signature.ts';

/** Lone surrogates among them; the library's own unit `binary` takes seconds to make. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

let stage: IngestStage;

beforeAll(async () => {
  stage = await startIngestStage();
});

afterAll(() => stage.stop());

const sender = { numRuns: 100 };

/** Texts and bytes as a broken or hostile sender makes them, NUL and lone surrogates among them. */
const anyBody = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: anyCharacter, maxLength: 500 }),
  fc.constantFrom(
    '',
    '\0',
    '{',
    '['.repeat(100_000),
    '{"status":"failed","reason":"\\u0000"}',
    '{"__proto__":{"polluted":true}}',
  ),
);

test('whatever Pub/Sub pushes is acknowledged, and ends no run', async () => {
  const { id, jobName } = await stage.submit();
  const entry = fc.tuple(fc.oneof(fc.string(), fc.constant(jobName)), fc.string({ unit: anyCharacter }));
  const data = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    entry.map(([job, text]) => dataflowLogEntry(job, text)),
  );
  await fc.assert(
    fc.asyncProperty(data, async (pushed) => expect(await stage.pubsub.push(stage.sender, pushed)).toBe(204)),
    sender,
  );
  expect(await stage.runNow(id)).toMatchObject({ status: 'in_progress' });
});

test('whatever a bakery signs is accepted, or refused as its own fault', async () => {
  const { id } = await stage.submit();
  await fc.assert(
    fc.asyncProperty(anyBody, async (text) => {
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const body = Buffer.from(text);
      const signature = signStatus(STATUS_SECRET, { timestamp, recipeRunId: id, body });
      const headers = { 'x-pangeo-forge-timestamp': timestamp, 'x-pangeo-forge-signature': signature };
      const { status } = await fetch(`${stage.url}/recipe_runs/${id}/status`, { method: 'POST', headers, body });
      expect(status === 202 || (status >= 400 && status < 500)).toBe(true);
    }),
    sender,
  );
});

test('a form with a valid signature is accepted, or refused as its sender’s fault', async () => {
  const form = fc.oneof(
    anyBody,
    anyBody.map((text) => new URLSearchParams({ payload: text }).toString()),
  );
  await fc.assert(
    fc.asyncProperty(form, async (body) => {
      const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-github-event': 'dataflow',
        'x-hub-signature-256': signature,
      };
      const { status } = await fetch(`${stage.url}/dataflow/notifications`, { method: 'POST', headers, body });
      expect(status).toBeLessThan(500);
    }),
    sender,
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
