import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { BakeryClient, JobState } from '../../src/bakery.ts';
import { createFlinkClient } from '../../src/flink/flink-bakery.ts';
import { hasFlink, type SessionCluster, startSessionCluster } from './session-cluster.ts';

// 231 MB that are fetched by hand, and a Java compiler: no test fetches so much, and the loopback Flink is what the
// other tests use
const describeIf = (await hasFlink()) ? describe : describe.skip;

describeIf('a real Flink session cluster (needs Flink and javac: docs/bakeries.md)', () => {
  let cluster: SessionCluster;
  let bakery: BakeryClient;

  beforeAll(async () => {
    cluster = await startSessionCluster();
    bakery = createFlinkClient({ rest_url: cluster.url });
  });

  afterAll(() => cluster.stop());

  const refOf = (jobId: string | null, jobName = 'a6162') => ({ jobName, jobId, since: new Date() });

  async function untilState(jobId: string, state: JobState) {
    const observed = () => bakery.observe(refOf(jobId));
    return waitFor(
      async () => {
        const news = await observed();
        return news.outcome === 'observed' && news.job.state === state ? news.job : null;
      },
      { describe: observed },
    );
  }

  test('a job that ends well has succeeded', async () => {
    const job = await untilState(await cluster.submit('finish', 'finishes'), 'succeeded');
    expect(job).toMatchObject({ nativeState: 'FINISHED', reason: null, metadata: { name: 'finishes' } });
  });

  test('a job that fails reports the innermost cause, and keeps the whole chain', async () => {
    const id = await cluster.submit('fail', 'fails');
    const job = await untilState(id, 'failed');
    expect(job.reason).toBe('The Flink job failed: java.lang.IllegalStateException: no such variable: sst');
    const { reason, traceback } = await bakery.explainFailure(refOf(id));
    expect(reason).toContain('no such variable: sst');
    expect(traceback).toMatch(/Caused by: .*IllegalStateException[\s\S]*at TestJob/);
    expect((await bakery.logs(refOf(id), { limit: 3 })).map(({ severity }) => severity)).toEqual([
      'ERROR',
      'ERROR',
      'ERROR',
    ]);
  });

  test('a job is found by its name, cancelled, and then shown as cancelled', async () => {
    const id = await cluster.submit('run', 'a6163');
    await untilState(id, 'running');
    expect(await bakery.observe(refOf(null, 'a6163'))).toMatchObject({ outcome: 'observed', job: { id } });
    expect(await bakery.cancel(refOf(id))).toBe('requested');
    expect(await untilState(id, 'cancelled')).toMatchObject({ reason: 'The Flink job was cancelled.' });
    expect(await bakery.cancel(refOf(id))).toBe('ended_before');
  });

  test('a job that is not there is unknown, and cannot be cancelled', async () => {
    const nobody = refOf('0'.repeat(32), 'a6164');
    expect(await bakery.observe(nobody)).toEqual({ outcome: 'unknown_job' });
    expect(await bakery.cancel(nobody)).toBe('unknown_job');
  });

  test('a cluster that is gone is an outage, not an end', async () => {
    const id = await cluster.submit('finish', 'last');
    await untilState(id, 'succeeded');
    await cluster.stop();
    await expect(bakery.observe(refOf(id))).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });
});
