import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import type { Bakery } from '../bakery.ts';
import { createBakery } from '../open-bakeries.ts';
import { BAKERY_LOG_SOURCES } from '@pangeo-forge/shared/logs/log-sources';

const DAY_MS = 24 * 3_600_000;
const SINCE = new Date(Date.now() - 20 * DAY_MS);

let dataflow: LoopbackDataflow;
let bakery: Bakery;
let jobs = 0;

beforeAll(async () => {
  dataflow = await startLoopbackDataflow();
  const file = bakeryFileSchema.parse({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
    TargetStorage: { fsspec_class: 's3fs.S3FileSystem', root_path: 's3://bucket/{subpath}' },
    DataflowBakery: { project_id: dataflow.projectId },
    PangeoForge: { google_api_endpoint: dataflow.url },
  });
  bakery = createBakery({ id: 'dataflow', file, secretValues: [] });
});

afterEach(() => dataflow.setOutage(null));

afterAll(async () => {
  await bakery.close();
  await dataflow.stop();
});

function newJob(region?: string) {
  const jobName = `a6162${++jobs}`;
  return { jobName, jobId: dataflow.submit(jobName, region).id, since: SINCE };
}

describe('a job', () => {
  test('is found by its name when its id was not recorded, and by its id when another job has its name', async () => {
    const job = newJob();
    expect(await bakery.observe({ ...job, jobId: null })).toMatchObject({
      outcome: 'observed',
      job: { id: job.jobId },
    });
    const again = dataflow.submit(job.jobName);
    expect(await bakery.observe(job)).toMatchObject({ job: { id: job.jobId } });
    expect(again.id).not.toBe(job.jobId);
  });

  test('whose name only starts with this name is another one', async () => {
    const job = newJob();
    dataflow.submit(`${job.jobName}0`);
    expect(await bakery.observe({ ...job, jobName: `${job.jobName}00`, jobId: null })).toEqual({
      outcome: 'unknown_job',
    });
  });

  test('of another region is unknown', async () => {
    expect(await bakery.observe(newJob('europe-west1'))).toEqual({ outcome: 'unknown_job' });
  });

  test('that ended is not cancelled, and an unknown one cannot be', async () => {
    const job = newJob();
    expect(await bakery.cancel(job)).toBe('requested');
    expect(await bakery.cancel(job)).toBe('ended_before');
    expect(await bakery.cancel({ ...job, jobName: 'a00', jobId: null })).toBe('unknown_job');
  });

  test('is found on any page among a hundred of its name', async () => {
    const job = newJob();
    let newest = '';
    for (let count = 0; count < 150; count++) newest = dataflow.submit(job.jobName).id;
    const observed = await bakery.observe({ ...job, jobId: null });
    expect(observed).toMatchObject({ outcome: 'observed' });
    expect(dataflow.jobs(job.jobName).map(({ id }) => id)).toContain(newest);
  });
});

describe('the logs', () => {
  const time = (ageDays: number) => new Date(Date.now() - ageDays * DAY_MS).toISOString();

  test('are read from each of the thirteen sources, and from all at once', async () => {
    const { jobId, ...job } = newJob();
    for (const source of BAKERY_LOG_SOURCES)
      dataflow.log({ jobId, source, severity: 'INFO', text: `says ${source}`, time: time(1) });
    expect(BAKERY_LOG_SOURCES).toHaveLength(13);
    for (const source of BAKERY_LOG_SOURCES)
      expect(await bakery.logs({ ...job, jobId }, { source, limit: 10 })).toMatchObject([
        { source, text: `says ${source}` },
      ]);
    expect(await bakery.logs({ ...job, jobId }, { limit: 100 })).toHaveLength(13);
  });

  test('of weeks ago are found, in order or newest first, by severity, over many pages', async () => {
    const job = newJob();
    for (let line = 0; line < 2_500; line++) {
      const severity = line % 2 ? 'ERROR' : 'DEBUG';
      dataflow.log({
        jobId: job.jobId,
        source: 'worker',
        severity,
        text: `line ${line}`,
        time: time(15 - line / 1_000),
      });
    }
    const all = await bakery.logs(job, { limit: 10_000 });
    expect(all).toHaveLength(2_500);
    expect(all.map(({ text }) => text)).toEqual(Array.from({ length: 2_500 }, (_, line) => `line ${line}`));
    expect(await bakery.logs(job, { severity: 'error', limit: 1, newestFirst: true })).toMatchObject([
      { text: 'line 2499' },
    ]);
    expect(await bakery.logs(job, { severity: 'ERROR', limit: 5_000 })).toHaveLength(1_250);
  });

  test('of a source or severity that does not exist are refused with what does', async () => {
    await expect(bakery.logs(newJob(), { source: 'kernel', limit: 1 })).rejects.toThrow('Known: job-message');
    await expect(bakery.logs(newJob(), { severity: 'LOUD', limit: 1 })).rejects.toThrow('Known: DEFAULT');
  });
});

test.each([
  [503, 'bakery_unavailable'],
  [429, 'bakery_unavailable'],
  ['cut', 'bakery_unavailable'],
  [403, 'bakery_refused'],
  [400, 'bakery_refused'],
] as const)('an answer of %s is %s', async (outage, code) => {
  const job = newJob();
  dataflow.setOutage(outage);
  await expect(bakery.observe(job)).rejects.toMatchObject({ code });
  await expect(bakery.logs(job, { limit: 1 })).rejects.toMatchObject({ code });
});
