import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataflowLogEntry } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type DataflowStage, startDataflowStage } from './dataflow-stage.ts';

const RUN = '/run sea-surface-temperature';

let stage: DataflowStage;
let runner: ReturnType<DataflowStage['startProcess']>;

beforeAll(async () => {
  stage = await startDataflowStage();
  void stage.startProcess('web');
  void stage.startProcess('worker');
  runner = stage.startProcess('runner');
  await stage.ready();
});

afterAll(() => stage.stop());

async function running(number: number) {
  const run = await stage.runOf(number, ({ jobId }) => jobId !== null);
  stage.dataflow.setState(run.jobName ?? '', 'RUNNING');
  return { ...run, jobName: run.jobName ?? '' };
}

const submissionsOf = (jobName: string) => stage.dataflow.jobs(jobName).length;

test('a run goes from a comment to Dataflow, and from a push that comes three times to one comment', async () => {
  const number = await stage.contribute('pushed');
  await stage.say(number, RUN);
  const { id, jobName, jobId, targetUrl } = await running(number);
  expect(stage.dataflow.jobs(jobName)).toEqual([expect.objectContaining({ id: jobId })]);
  stage.dataflow.setMetric(jobName, 'TotalVcpuTime', 3_600);
  await stage.writeDataset({ targetUrl });
  stage.dataflow.setState(jobName, 'DONE');
  const entry = dataflowLogEntry(jobName, 'Worker pool stopped.');
  expect(await Promise.all([stage.push(entry), stage.push(entry), stage.push(entry)])).toEqual([204, 204, 204]);
  expect(await stage.commentOf(number, /succeeded/)).toContain(`https://data.example.org/`);
  expect(await stage.runOf(number, ({ status }) => status === 'completed')).toMatchObject({
    id,
    conclusion: 'success',
  });
  const { rows } = await stage.pool.query('select bakery_job as job from reciperun where id = $1', [id]);
  expect(rows[0]).toMatchObject({ job: { id: jobId, state: 'DONE', region: 'us-central1', vcpu_hours: 1 } });
  expect(await stage.push(entry)).toBe(204);
  expect(stage.ourComments(number)).toHaveLength(1);
});

test('a run whose pushes are all lost ends by the schedule, and its author reads the traceback', async () => {
  const number = await stage.contribute('lost');
  await stage.say(number, RUN);
  const { jobName, jobId } = await running(number);
  const text = 'Error\nTraceback (most recent call last):\n  File "recipe.py", line 3\nKeyError: \'sst\'\n';
  const time = new Date().toISOString();
  stage.dataflow.log({ jobId: jobId ?? '', source: 'worker', severity: 'ERROR', text, time });
  stage.dataflow.setState(jobName, 'FAILED');
  expect(await stage.commentOf(number, /failed/)).toContain("KeyError: 'sst'");
});

test('a runner that is killed between submitting and writing it down: the next finds the job by its name, and submits none', async () => {
  const number = await stage.contribute('killed', { 'after bake': [{ waitMs: 20_000 }] });
  await stage.say(number, RUN);
  const { jobName } = await stage.runOf(number, (run) => run.jobName !== null && submissionsOf(run.jobName) === 1);
  runner.kill('SIGKILL');
  await runner;
  expect(await stage.runOf(number, () => true)).toMatchObject({ status: 'in_progress', jobId: null });
  runner = stage.startProcess('runner');
  // instead of waiting for the end of the dead worker's lease
  await stage.pool.query(`update work set lease_until = now() where kind = 'invocations' and state = 'leased'`);
  const adopted = await stage.runOf(number, ({ jobId }) => jobId !== null);
  expect(stage.dataflow.jobs(jobName ?? '')).toEqual([expect.objectContaining({ id: adopted.jobId })]);
  await stage.writeDataset(adopted);
  stage.dataflow.setState(jobName ?? '', 'DONE');
  await stage.push(dataflowLogEntry(jobName ?? '', 'Worker pool stopped.'));
  await stage.commentOf(number, /succeeded/);
  expect(submissionsOf(jobName ?? '')).toBe(1);
});

test('a person who cancels reaches Dataflow, and reads it when Dataflow has confirmed', async () => {
  stage.dataflow.setStateWhenCancelled('CANCELLING');
  const number = await stage.contribute('cancelled');
  await stage.say(number, RUN);
  const { jobName } = await running(number);
  await stage.say(number, '/cancel sea-surface-temperature');
  await waitFor(() => stage.dataflow.jobs(jobName)[0]?.requestedState === 'JOB_STATE_CANCELLED', {});
  expect(await stage.runOf(number, () => true)).toMatchObject({ status: 'in_progress' });
  stage.dataflow.setState(jobName, 'CANCELLED');
  await stage.push(dataflowLogEntry(jobName, 'Worker pool stopped.'));
  expect(await stage.runOf(number, ({ status }) => status === 'completed')).toMatchObject({
    conclusion: 'cancelled',
  });
});
