import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type IngestStage, STATUS_SECRET, startIngestStage, TARGET_URL } from '../../test/ingest-stage.ts';
import { signStatus } from './status-signature.ts';

let stage: IngestStage;

beforeAll(async () => {
  stage = await startIngestStage();
});

afterAll(() => stage.stop());

interface ReportOptions {
  secret?: string;
  /** From now. */
  ageS?: number;
  /** The run that the signature is for. */
  signedFor?: number;
}

async function report(
  runId: number,
  content: unknown,
  { secret = STATUS_SECRET, ageS = 0, signedFor = runId }: ReportOptions = {},
) {
  const timestamp = String(Math.floor(Date.now() / 1_000) - ageS);
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const response = await fetch(`${stage.url}/recipe_runs/${runId}/status`, {
    method: 'POST',
    headers: {
      'x-pangeo-forge-timestamp': timestamp,
      'x-pangeo-forge-signature': signStatus(secret, { timestamp, recipeRunId: signedFor, body }),
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as { detail?: string; status?: string } };
}

test('a bakery of any other kind reports progress and success', async () => {
  const { id } = await stage.submit();
  const progress = { status: 'in_progress', progress: 0.5, job_id: 'job-7', job_url: 'https://bakery.example.org/7' };
  expect(await report(id, progress)).toMatchObject({ status: 202 });
  expect(await stage.runNow(id)).toMatchObject({
    status: 'in_progress',
    job: { id: 'job-7', progress: 0.5, console_url: 'https://bakery.example.org/7' },
  });
  expect(await report(id, { status: 'succeeded' })).toMatchObject({ status: 202 });
  expect(await stage.runNow(id)).toMatchObject({ conclusion: 'success', url: TARGET_URL });
});

test('a failure is stored with its reason, without secrets; a later report changes nothing', async () => {
  const { id } = await stage.submit();
  await report(id, { status: 'failed', reason: `no space left (${STATUS_SECRET})` });
  expect(await stage.runNow(id)).toMatchObject({ conclusion: 'failure', reason: 'no space left ([redacted])' });
  expect(await report(id, { status: 'succeeded' })).toMatchObject({ status: 202, body: { status: 'unchanged' } });
  expect(await stage.runNow(id)).toMatchObject({ conclusion: 'failure' });
});

describe('a report is refused', () => {
  test.each<[string, ReportOptions]>([
    ['with another secret', { secret: 'not-the-secret-of-it' }],
    ['older than five minutes', { ageS: 301 }],
    ['from the future', { ageS: -400 }],
    ['that was signed for another run', { signedFor: 999_999 }],
  ])('%s', async (_name, options) => {
    const { id } = await stage.submit();
    expect(await report(id, { status: 'succeeded' }, options)).toMatchObject({ status: 401 });
    expect(await stage.runNow(id)).toMatchObject({ status: 'in_progress' });
  });

  test('about a run that does not exist, as if the signature were wrong', async () => {
    expect(await report(999_999, { status: 'succeeded' })).toMatchObject({ status: 401 });
  });

  test('about a run that was not started', async () => {
    expect(await report(await stage.queue(), { status: 'succeeded' })).toMatchObject({ status: 409 });
  });

  test('when it names a dataset elsewhere', async () => {
    const { id } = await stage.submit();
    const answer = await report(id, { status: 'succeeded', dataset_public_url: 'https://evil.example.org/x.zarr' });
    expect(answer).toMatchObject({ status: 422 });
    expect(await stage.runNow(id)).toMatchObject({ status: 'in_progress' });
  });

  test.each(['no JSON', '{"status":"done"}', '{"status":"failed","progress":2}'])(
    'when its body is %s',
    async (body) => {
      const { id } = await stage.submit();
      expect(await report(id, body)).toMatchObject({ status: 422 });
    },
  );
});
