import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type LoopbackFlink, startLoopbackFlink } from '@pangeo-forge/testkit/flink/loopback-flink';
import { createFlinkClient, flinkDeploymentName } from './flink-bakery.ts';

const AUTHORIZATION = 'Bearer the-token-of-the-cluster';
const JOB = { jobName: 'a6170692e70616e67656f2d666f7267652e6f7267251191', jobId: null, since: new Date() };
const EXCEPTION = [
  'org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy',
  '\tat org.apache.flink.runtime.executiongraph.failover.ExecutionFailureHandler.handleFailure(ExecutionFailureHandler.java:219)',
  'Caused by: java.lang.RuntimeException: Error received from SDK harness for instruction 4',
  "Caused by: ValueError: the variable 'sst' is missing",
].join('\n');

let flink: LoopbackFlink;

beforeAll(async () => {
  flink = await startLoopbackFlink({ authorization: AUTHORIZATION });
});

afterEach(() => flink.setOutage(null));
afterAll(() => flink.stop());

test('the name of the cluster is the one that the runner gives it', () => {
  expect(flinkDeploymentName(JOB.jobName)).toBe('a6170692e70616e67656f2d666f7267652e6f7-3d6929');
  expect(flinkDeploymentName('short')).toBe('short');
  expect(flinkDeploymentName('b0123-12')).toBe('b0123-2d12');
});

describe('a job of a cluster that all share', () => {
  const shared = () => createFlinkClient({ rest_url: flink.url, authorization: AUTHORIZATION });

  test('is known by its id alone, since Beam gives it no name of ours', async () => {
    const jobId = flink.submit();
    expect(await shared().observe(JOB)).toEqual({ outcome: 'unknown_job' });
    expect(await shared().observe({ ...JOB, jobId })).toMatchObject({
      outcome: 'observed',
      job: { id: jobId, state: 'running' },
    });
  });

  test.each([
    ['FINISHED', 'succeeded'],
    ['CANCELED', 'cancelled'],
    ['FAILED', 'failed'],
    ['RESTARTING', 'running'],
    ['CANCELLING', 'stopping'],
    ['SUSPENDED', 'running'],
  ])('that is %s has %s', async (native, state) => {
    const jobId = flink.submit();
    flink.setState(jobId, native);
    expect(await shared().observe({ ...JOB, jobId })).toMatchObject({ job: { state, nativeState: native } });
  });

  test('that failed has the innermost cause as its reason, and keeps the chain', async () => {
    const jobId = flink.submit();
    flink.setState(jobId, 'FAILED', EXCEPTION);
    const ref = { ...JOB, jobId };
    expect(await shared().observe(ref)).toMatchObject({
      job: { reason: "The Flink job failed: ValueError: the variable 'sst' is missing" },
    });
    expect(await shared().explainFailure(ref)).toMatchObject({ traceback: EXCEPTION });
    expect((await shared().logs(ref, { limit: 2 })).map(({ text }) => text)).toEqual(EXCEPTION.split('\n').slice(0, 2));
  });

  test('is cancelled once, and its end is not', async () => {
    const jobId = flink.submit();
    expect(await shared().cancel({ ...JOB, jobId })).toBe('requested');
    expect(flink.stateOf(jobId)).toBe('CANCELED');
    expect(await shared().cancel({ ...JOB, jobId })).toBe('ended_before');
  });

  test('that Flink has deleted is unknown', async () => {
    const jobId = flink.submit();
    flink.forget(jobId);
    expect(await shared().observe({ ...JOB, jobId })).toEqual({ outcome: 'unknown_job' });
  });
});

test('in a cluster of its own the job is the one that is there', async () => {
  const own = await startLoopbackFlink();
  const alone = createFlinkClient({ rest_url: `${own.url}/clusters/{deployment}` });
  const jobId = own.submit();
  expect(await alone.observe(JOB)).toMatchObject({ outcome: 'observed', job: { id: jobId } });
  await own.stop();
  await expect(alone.observe(JOB)).rejects.toMatchObject({ code: 'bakery_unavailable' });
});

test.each([
  [503, 'bakery_unavailable'],
  [401, 'bakery_refused'],
])('an answer of %i is %s', async (status, code) => {
  flink.setOutage(status);
  await expect(
    createFlinkClient({ rest_url: flink.url, authorization: AUTHORIZATION }).observe(JOB),
  ).rejects.toMatchObject({ code });
});

test('a cluster whose name does not resolve does not exist, and has no job', async () => {
  const alone = createFlinkClient({ rest_url: 'http://{deployment}.invalid:8081' });
  expect(await alone.observe(JOB)).toEqual({ outcome: 'unknown_job' });
});

describe('a cluster that accepts and says nothing', () => {
  const silent = createServer(() => {});
  beforeAll(() => new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve)));
  afterAll(async () => {
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  test.each(['observe', 'cancel', 'explainFailure'] as const)('ends %s at its limit', async (question) => {
    const rest_url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
    const client = createFlinkClient({ rest_url, callLimitMs: 200 });
    await expect(client[question](JOB)).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });
});
