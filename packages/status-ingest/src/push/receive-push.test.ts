import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCounters } from '@pangeo-forge/db/counters/count-event';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { dataflowLogEntry, type PushOptions } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { type IngestStage, startIngestStage } from '../../test/ingest-stage.ts';

let stage: IngestStage;

beforeAll(async () => {
  stage = await startIngestStage();
});

afterAll(() => stage.stop());

const push = (data: unknown, options?: PushOptions) => stage.pubsub.push(stage.sender, data, options);

test('a push makes the run of its job due to be compared with its bakery, and ends nothing by itself', async () => {
  const { id, jobName } = await stage.submit();
  expect(await stage.isDue(id)).toBe(false);
  expect(await push(dataflowLogEntry(jobName, 'Workflow failed.'))).toBe(204);
  expect(await stage.isDue(id)).toBe(true);
  expect(await stage.runNow(id)).toMatchObject({ status: 'in_progress' });
});

test('the same push a hundred times is one comparison', async () => {
  const { id, jobName } = await stage.submit();
  await Promise.all(Array.from({ length: 100 }, () => push(dataflowLogEntry(jobName, 'Worker pool stopped.'))));
  const { rows } = await stage.pool.query(`select attempts from work where kind = 'reconciliations' and ref = $1`, [
    String(id),
  ]);
  expect(rows).toEqual([{ attempts: 0 }]);
});

describe('a push that no redelivery can make valid is acknowledged and counted:', () => {
  test.each([
    ['a job of another deployment', 'unknown_job', () => dataflowLogEntry('aff00', 'Workflow failed.')],
    ['a message that is no log entry', 'malformed', () => ({ hello: 'world' })],
    ['a message that is no JSON', 'malformed', () => 'plain'],
  ])('%s', async (_name, counted, data) => {
    const before = await readCounters(stage.pool);
    expect(await push(data())).toBe(204);
    const after = await readCounters(stage.pool);
    expect((after[`dataflow_push ${counted}`] ?? 0) - (before[`dataflow_push ${counted}`] ?? 0)).toBe(1);
  });

  test('a job whose run has ended', async () => {
    const { id, jobName } = await stage.submit();
    await transitionRun(stage.pool, id, { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null });
    expect(await push(dataflowLogEntry(jobName, 'Worker pool stopped.'))).toBe(204);
    expect(await stage.isDue(id)).toBe(false);
    expect(await readCounters(stage.pool)).toMatchObject({ 'dataflow_push ended': 1 });
  });
});

describe('only the subscription’s service account is trusted:', () => {
  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
  const FORGERIES: Array<[string, PushOptions]> = [
    ['no token', { unsigned: true }],
    ['a token signed by another key', { forged: true }],
    ['another audience', { claims: { aud: 'https://other.example.org/dataflow/push' } }],
    ['another issuer', { claims: { iss: 'https://issuer.example.org' } }],
    ['another account', { claims: { email: 'someone@example.org' } }],
    ['an address that Google did not verify', { claims: { email_verified: false } }],
    ['a token without an address', { claims: { email: null } }],
    ['an expired token', { claims: { iat: hourAgo - 3_600, exp: hourAgo } }],
  ];
  test.each(FORGERIES)('%s', async (_name, options) => {
    const { id, jobName } = await stage.submit();
    expect(await push(dataflowLogEntry(jobName, 'Workflow failed.'), options)).toBe(401);
    expect(await stage.isDue(id)).toBe(false);
  });
});

test('without the certificates or Postgres a push is refused, so that Pub/Sub keeps it, and accepted later', async () => {
  const { id, jobName } = await stage.submit();
  const entry = dataflowLogEntry(jobName, 'Workflow failed.');
  stage.pubsub.setCertsOutage(true);
  expect(await push(entry)).toBe(503);
  stage.pubsub.setCertsOutage(false);
  await stage.setPostgresAway(true);
  expect(await push(entry)).toBe(503);
  await stage.setPostgresAway(false);
  expect(await push(entry)).toBe(204);
  expect(await stage.isDue(id)).toBe(true);
});
