import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createBakery } from '@pangeo-forge/bakeries/open-bakeries';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { applyStatusReport } from '@pangeo-forge/db/notifications/apply-status-report';
import { listDatasetsOfRun } from '@pangeo-forge/db/datasets/stored-datasets';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { BAKERY, type ReconcileStage, SECRET, startReconcileStage } from '../../test/reconcile-stage.ts';

let stage: ReconcileStage;

beforeAll(async () => {
  stage = await startReconcileStage();
});

afterEach(() => {
  stage.dataflow.setOutage(null);
  stage.dataflow.setStateWhenCancelled('CANCELLED');
});

afterAll(() => stage.stop());

async function submittedJob(state = 'RUNNING') {
  const run = await stage.submit();
  const job = stage.dataflow.submit(run.jobName);
  stage.dataflow.setState(run.jobName, state);
  return { ...run, jobId: job.id };
}

const ENDS = [
  ['DONE', 'success', null],
  ['FAILED', 'failure', 'The Dataflow job failed.'],
  ['CANCELLED', 'cancelled', 'The Dataflow job was cancelled.'],
  ['DRAINED', 'cancelled', 'drained'],
  ['UPDATED', 'failure', 'replaced'],
] as const;

describe('a run whose job', () => {
  test.each(ENDS)('is %s ends as %s, with its reason', async (state, conclusion, reason) => {
    const run = await submittedJob(state);
    const now = await stage.look(run.id);
    expect(now).toMatchObject({ status: 'completed', conclusion, work: 'done' });
    if (reason === null) expect(now).toMatchObject({ reason: null, url: 'https://data.example.org/x.zarr' });
    else expect(now.reason).toContain(reason);
  });

  test.each(['PENDING', 'QUEUED', 'STOPPED', 'RUNNING', 'PAUSED', 'DRAINING', 'CANCELLING', 'RESOURCE_CLEANING_UP'])(
    'is %s goes on, and is asked about again',
    async (state) => {
      const run = await submittedJob(state);
      const now = await stage.look(run.id);
      expect(now).toMatchObject({ status: 'in_progress', conclusion: null, work: 'waiting', jobId: run.jobId });
      expect(now.nextLookS).toBeGreaterThan(0);
      expect(now.nextLookS).toBeLessThan(400);
    },
  );

  test('runs reports its id, region, console page, machines and what it used, also when it has ended', async () => {
    const run = await submittedJob();
    stage.dataflow.setMachineType(run.jobName, 'n1-highmem-2');
    stage.dataflow.setMetric(run.jobName, 'TotalVcpuTime', 5_400);
    const { job } = await stage.look(run.id);
    expect(job).toMatchObject({ id: run.jobId, region: 'us-central1', state: 'RUNNING', vcpu_hours: 1.5 });
    expect(job?.['console_url']).toContain(`/us-central1/${run.jobId}?project=test-project`);
    expect(job?.['machine_types']).toEqual(['n1-highmem-2']);
    stage.dataflow.setMetric(run.jobName, 'TotalVcpuTime', 7_200);
    stage.dataflow.setState(run.jobName, 'DONE');
    const ended = await stage.look(run.id);
    expect(ended).toMatchObject({ conclusion: 'success', job: { state: 'DONE', vcpu_hours: 2 } });
    expect(ended.job?.['machine_types']).toEqual(['n1-highmem-2']);
  });

  test('failed keeps the last traceback of its log, without secrets, although the log is days old', async () => {
    const run = await submittedJob('FAILED');
    await stage.passMinutes(run.id, 3 * 24 * 60);
    const time = new Date(Date.now() - 2 * 24 * 3_600_000).toISOString();
    const text = `Error\nTraceback (most recent call last):\n  File "recipe.py", line 3\nKeyError: '${SECRET}'\n`;
    stage.dataflow.log({ jobId: run.jobId, source: 'worker', severity: 'ERROR', text, time });
    const now = await stage.look(run.id);
    expect(now.reason).toBe("The Dataflow job failed. KeyError: '[redacted]'");
    expect(now.traceback).toContain('File "recipe.py", line 3');
    expect(now.traceback).not.toContain(SECRET);
  });
});

test('a run that somebody else ended is looked at once more, a minute after its bakery did not answer', async () => {
  const run = await submittedJob();
  await stage.look(run.id);
  await transitionRun(stage.database.pool, run.id, { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null });
  await stage.inspect(run.id);
  stage.dataflow.setOutage(503);
  const now = await stage.look(run.id);
  expect(now).toMatchObject({ conclusion: 'success', work: 'waiting' });
  expect(now.nextLookS).toBeLessThanOrEqual(60);
  stage.dataflow.setOutage(null);
  expect(await stage.look(run.id)).toMatchObject({ conclusion: 'success', work: 'done' });
});

describe('a submission that was only printed', () => {
  test('is not believed for ever: no job of the name, and the run ends as stale', async () => {
    const run = await stage.submit();
    expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress', jobId: null });
    await stage.passMinutes(run.id, 11);
    const now = await stage.look(run.id);
    expect(now).toMatchObject({ status: 'completed', conclusion: 'stale' });
    expect(now.reason).toContain('knows no job of that name');
  });

  test('is believed when Dataflow shows the job, however late it does', async () => {
    const run = await stage.submit();
    await stage.look(run.id);
    const job = stage.dataflow.submit(run.jobName);
    expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress', jobId: job.id });
  });
});

describe('the bakery’s late word', () => {
  test('corrects a guess of ours once', async () => {
    const run = await submittedJob();
    await stage.look(run.id);
    stage.dataflow.setOutage(503);
    await stage.passMinutes(run.id, 7 * 60);
    const lost = await stage.look(run.id);
    expect(lost).toMatchObject({ status: 'completed', conclusion: 'stale', work: 'waiting' });
    expect(lost.reason).toContain('Its bakery did not answer for 6 hours');
    stage.dataflow.setOutage(null);
    stage.dataflow.setState(run.jobName, 'DONE');
    expect(await stage.look(run.id)).toMatchObject({ conclusion: 'success', reason: null, work: 'done' });
    stage.dataflow.setState(run.jobName, 'FAILED');
    expect(await stage.look(run.id)).toMatchObject({ conclusion: 'success' });
  });

  test('does not turn a time limit into a cancellation that was ours', async () => {
    const run = await submittedJob();
    await stage.passMinutes(run.id, 25 * 60);
    expect(await stage.look(run.id)).toMatchObject({ conclusion: 'timed_out', work: 'waiting' });
    expect(stage.dataflow.jobs(run.jobName)[0]).toMatchObject({ currentState: 'JOB_STATE_CANCELLED' });
    expect(await stage.look(run.id)).toMatchObject({ conclusion: 'timed_out', work: 'done' });
  });
});

test.each([503, 429, 403, 'cut'] as const)('an outage (%s) ends no run, and is asked through', async (outage) => {
  const run = await submittedJob();
  stage.dataflow.setOutage(outage);
  expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress', work: 'waiting' });
  stage.dataflow.setOutage(null);
  stage.dataflow.setState(run.jobName, 'DONE');
  expect(await stage.look(run.id)).toMatchObject({ conclusion: 'success' });
});

test('a job that Dataflow knew and has forgotten ends its run as stale', async () => {
  const run = await submittedJob();
  await stage.look(run.id);
  stage.dataflow.forget(run.jobName);
  expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress' });
  await stage.passMinutes(run.id, 11);
  expect(await stage.look(run.id)).toMatchObject({ conclusion: 'stale' });
});

describe('a cancellation', () => {
  const cancel = (runId: number) =>
    inTransaction(stage.database.pool, (client) => requestRunCancellation(client, runId, 'octocat'));

  test('reaches Dataflow, and the run ends when Dataflow confirms', async () => {
    stage.dataflow.setStateWhenCancelled('CANCELLING');
    const run = await submittedJob();
    expect(await cancel(run.id)).toMatchObject({ outcome: 'requested' });
    expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress' });
    expect(stage.dataflow.jobs(run.jobName)[0]).toMatchObject({ requestedState: 'JOB_STATE_CANCELLED' });
    expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress' });
    stage.dataflow.setState(run.jobName, 'CANCELLED');
    expect(await stage.look(run.id)).toMatchObject({ conclusion: 'cancelled' });
  });

  test('that comes too late leaves the job’s own end', async () => {
    const run = await submittedJob('DONE');
    await cancel(run.id);
    expect(await stage.look(run.id)).toMatchObject({ conclusion: 'success' });
  });

  test('of a run that waits for its turn ends it at once', async () => {
    const run = await stage.dispatch();
    await cancel(run.id);
    expect(await stage.look(run.id)).toMatchObject({
      conclusion: 'cancelled',
      reason: '@octocat said /cancel.',
    });
  });
});

test('a run that was never handed to the runner ends, and says that it is our fault', async () => {
  const run = await stage.dispatch();
  await stage.database.pool.query(`update work set state = 'failed' where kind = 'invocations'`);
  expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress' });
  await stage.passMinutes(run.id, 2);
  expect((await stage.look(run.id)).reason).toContain('an error on our side');
});

test('a run that the Cloud Function ended keeps what its job used, and stays as it ended', async () => {
  const run = await submittedJob();
  await stage.look(run.id);
  stage.dataflow.setMetric(run.jobName, 'TotalVcpuTime', 3_600);
  stage.dataflow.setState(run.jobName, 'FAILED');
  const form = { action: 'completed', recipe_run_id: run.id, conclusion: 'success' } as const;
  expect(await applyDataflowNotification(stage.database.pool, form)).toMatchObject({ outcome: 'applied' });
  await stage.inspect(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'success', work: 'due', job: { state: 'RUNNING' } });
  stage.dataflow.setOutage(503);
  expect(await stage.look(run.id)).toMatchObject({ work: 'waiting', job: { state: 'RUNNING' } });
  stage.dataflow.setOutage(null);
  const last = await stage.look(run.id);
  expect(last).toMatchObject({ conclusion: 'success', work: 'done', job: { state: 'FAILED', vcpu_hours: 1 } });
});

test('a bakery that nobody can ask meets its deadline, and its own late word corrects that once', async () => {
  const { bakeries } = stage.parts;
  const Bake = { bakery_class: 'somebody.Bakery' };
  const config = { ...stage.config, file: { ...stage.config.file, Bake } };
  stage.parts.bakeries = new Map([[BAKERY, createBakery(config)]]);
  try {
    const run = await stage.submit();
    expect(await stage.look(run.id)).toMatchObject({ status: 'in_progress', work: 'waiting' });
    await stage.passMinutes(run.id, 25 * 60);
    const given = await stage.look(run.id);
    expect(given).toMatchObject({ conclusion: 'timed_out', reason: 'The bakery reported no result within 24 hours.' });
    const report = { reason: null, datasetPublicUrl: null, jobId: null, job: {} };
    const says = (status: 'succeeded' | 'failed') =>
      applyStatusReport(stage.database.pool, run.id, { ...report, status });
    expect(await says('succeeded')).toMatchObject({ outcome: 'applied' });
    expect(await says('failed')).toMatchObject({ outcome: 'unchanged' });
    expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'success', reason: null });
  } finally {
    stage.parts.bakeries = bakeries;
  }
});

test('a run that waits for its turn too long is timed out', async () => {
  const run = await stage.dispatch();
  await stage.passMinutes(run.id, 60 * 24 * 8);
  expect(await stage.look(run.id)).toMatchObject({ conclusion: 'timed_out' });
});

test('a run that ends by another’s word is not asked about any more', async () => {
  const run = await submittedJob();
  await stage.look(run.id);
  await transitionRun(stage.database.pool, run.id, { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null });
  await stage.inspect(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'success', work: 'done' });
});

describe('a run whose bakery reports success', () => {
  async function baked() {
    const run = await submittedJob();
    await stage.look(run.id);
    await transitionRun(stage.database.pool, run.id, { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null });
    return run;
  }

  test('goes on until what it wrote was inspected, whatever is reported or requested meanwhile', async () => {
    const run = await baked();
    const { pool } = stage.database;
    const failed = { action: 'completed', recipe_run_id: run.id, conclusion: 'failure' } as const;
    expect(await applyDataflowNotification(pool, failed)).toMatchObject({ outcome: 'unchanged' });
    await inTransaction(pool, (client) => requestRunCancellation(client, run.id, 'octocat'));
    expect(await stage.reconcile(run.id)).toMatchObject({ status: 'in_progress', conclusion: null });
    await stage.inspect(run.id);
    expect(await stage.stateOf(run.id)).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  test('ends with a dataset that is not verified where nobody inspects it', async () => {
    const run = await baked();
    await stage.passMinutes(run.id, 121);
    expect(await stage.reconcile(run.id)).toMatchObject({
      conclusion: 'success',
      url: 'https://data.example.org/x.zarr',
    });
    expect(await listDatasetsOfRun(stage.database.pool, run.id)).toMatchObject([{ verified: false, kind: null }]);
  });
});
