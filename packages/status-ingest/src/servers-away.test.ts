import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataflowLogEntry } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type IngestStage, STATUS_SECRET, startIngestStage, WEBHOOK_SECRET } from '../test/ingest-stage.ts';
import { signStatus } from './status/status-signature.ts';

let patient: IngestStage;
let hasty: IngestStage;

beforeAll(async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  [patient, hasty] = await Promise.all([startIngestStage(), startIngestStage({ recordLimitMs: 500 })]);
});

afterAll(() => Promise.all([patient.stop(), hasty.stop()]));

interface SubmittedRun {
  id: number;
  jobName: string;
}

async function postForm(stage: IngestStage, { id }: SubmittedRun): Promise<number> {
  const body = `action=completed&recipe_run_id=${id}&conclusion=success`;
  const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
  const headers = { 'x-hub-signature-256': signature };
  return (await fetch(`${stage.url}/dataflow/notifications`, { method: 'POST', headers, body })).status;
}

async function postReport(stage: IngestStage, { id }: SubmittedRun): Promise<number> {
  const body = Buffer.from('{"status":"succeeded"}');
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = signStatus(STATUS_SECRET, { timestamp, recipeRunId: id, body });
  const headers = { 'x-pangeo-forge-timestamp': timestamp, 'x-pangeo-forge-signature': signature };
  return (await fetch(`${stage.url}/recipe_runs/${id}/status`, { method: 'POST', headers, body })).status;
}

const push = (stage: IngestStage, { jobName }: SubmittedRun) =>
  stage.pubsub.push(stage.sender, dataflowLogEntry(jobName, 'Workflow failed.'));

const ROUTES = [
  ['the form of the Cloud Function', postForm, 202],
  ['a report of a bakery', postReport, 202],
  ['a push of Pub/Sub', push, 204],
] as const;

test.each(ROUTES)(
  'Postgres hangs: %s is answered 503 within the limit, and accepted afterwards',
  async (_what, send, ok) => {
    const run = await hasty.submit();
    hasty.toPostgres.hang();
    try {
      expect(await send(hasty, run)).toBe(503);
    } finally {
      hasty.toPostgres.heal();
    }
    await waitFor(async () => (await send(hasty, run)) === ok);
  },
);

test.each(ROUTES)('Redis hangs: %s is accepted all the same', async (_what, send, ok) => {
  const run = await patient.submit();
  patient.toRedis.hang();
  try {
    expect(await send(patient, run)).toBe(ok);
  } finally {
    patient.toRedis.heal();
  }
});
