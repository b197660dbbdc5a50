import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataflowLogEntry } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { type IngestStage, STATUS_SECRET, startIngestStage, WEBHOOK_SECRET } from '../test/ingest-stage.ts';
import { signStatus } from './status/status-signature.ts';

let stage: IngestStage;

beforeAll(async () => {
  stage = await startIngestStage();
});

afterAll(() => stage.stop());

interface SubmittedRun {
  id: number;
  jobName: string;
}

async function postForm({ id }: SubmittedRun): Promise<number> {
  const body = `action=completed&recipe_run_id=${id}&conclusion=success`;
  const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
  const headers = { 'x-hub-signature-256': signature };
  return (await fetch(`${stage.url}/dataflow/notifications`, { method: 'POST', headers, body })).status;
}

async function postReport({ id }: SubmittedRun): Promise<number> {
  const body = Buffer.from('{"status":"succeeded"}');
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = signStatus(STATUS_SECRET, { timestamp, recipeRunId: id, body });
  const headers = { 'x-pangeo-forge-timestamp': timestamp, 'x-pangeo-forge-signature': signature };
  return (await fetch(`${stage.url}/recipe_runs/${id}/status`, { method: 'POST', headers, body })).status;
}

const push = ({ jobName }: SubmittedRun) =>
  stage.pubsub.push(stage.sender, dataflowLogEntry(jobName, 'Workflow failed.'));

const ROUTES = [
  ['the form of the Cloud Function', postForm, 202],
  ['a report of a bakery', postReport, 202],
  ['a push of Pub/Sub', push, 204],
] as const;

test.each(ROUTES)(
  'Postgres hangs: %s is answered 503 within the limit, and accepted afterwards',
  async (_what, send, ok) => {
    const run = await stage.submit();
    stage.toPostgres.hang();
    try {
      expect(await send(run)).toBe(503);
    } finally {
      stage.toPostgres.heal();
    }
    expect(await send(run)).toBe(ok);
  },
);

test.each(ROUTES)('Redis hangs: %s is accepted all the same', async (_what, send, ok) => {
  const run = await stage.submit();
  stage.toRedis.hang();
  try {
    expect(await send(run)).toBe(ok);
  } finally {
    stage.toRedis.heal();
  }
});
