import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readWhyWaits } from '@pangeo-forge/db/admission/why-waits';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { isOfRecipe } from '@pangeo-forge/db/invocations/invocation';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type BeamRefusal, readBeamRefusal } from '@pangeo-forge/testkit/dataflow/read-beam-refusal';
import { startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;

beforeAll(async () => {
  stage = await startSubmissionStage({ rules: { max_concurrent_runs: 1_000 } });
});

afterEach(() => {
  stage.dataflow.setOutage(null);
  stage.dataflow.setListedAfter(0);
});

afterAll(() => stage.stop());

const TIMES = 4;
const refuse = (name: BeamRefusal) => () => ({
  outcome: 'failed' as const,
  exitCode: 1,
  reason: 'the recipe raised an error: whatever Beam raised',
  fault: 'author' as const,
  printed: readBeamRefusal(name),
});
const take = (jobName: string) => {
  stage.dataflow.submit(jobName);
  return {};
};
const callsOf = (jobName: string) => stage.calls.filter((name) => name === jobName).length;
const whyWaits = (runId: number) => readWhyWaits(stage.database.pool, runId, { limit: 1_000, paused: null });
const cancel = (runId: number) =>
  inTransaction(stage.database.pool, (client) => requestRunCancellation(client, runId, 'octocat'));
const journalOf = async (runId: number): Promise<string[]> => {
  const { rows } = await stage.database.pool.query<{ reason: string }>(
    `select reason from journal where recipe_run_id = $1 and decision = 'waited' and actor = 'bakery'`,
    [runId],
  );
  return rows.map(({ reason }) => reason);
};

test.each<BeamRefusal>(['status-503', 'status-429', 'connection-cut', 'connection-refused', 'rate-limit-403'])(
  'a submission that meets %s waits without being an attempt, says so once, and is taken in the end',
  async (name) => {
    const run = await stage.dispatch();
    stage.setBake(refuse(name));
    for (let time = 0; time < TIMES; time++)
      expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress', reason: null });
    const reason = expect.stringMatching(/^The bakery dataflow accepts no job at the moment: Dataflow /);
    expect(await whyWaits(run.id)).toEqual({ state: 'waiting', waits_for: 'refusal', reason });
    expect(await journalOf(run.id)).toEqual([reason]);

    stage.setBake(take);
    expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
    expect(callsOf(run.jobName)).toBe(TIMES + 1);
    expect(stage.dataflow.jobs(run.jobName)).toHaveLength(1);
    expect(await whyWaits(run.id)).toMatchObject({ state: 'running' });
  },
);

test('one whose job was made although the answer was lost is found, and not submitted again', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    stage.dataflow.submit(jobName);
    stage.dataflow.setOutage('cut');
    return refuse('connection-cut')();
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting' });
  stage.dataflow.setOutage(null);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(callsOf(run.jobName)).toBe(1);
  expect(await stage.stateOf(run.id)).toMatchObject({ jobId: stage.dataflow.jobs(run.jobName)[0]?.id });
});

test('a job that Dataflow says is there, and does not list yet, is waited for', async () => {
  const run = await stage.dispatch();
  stage.dataflow.setListedAfter(60_000);
  stage.setBake((jobName) => {
    stage.dataflow.submit(jobName);
    return refuse('exists-409')();
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting' });
  stage.dataflow.setListedAfter(0);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(callsOf(run.jobName)).toBe(1);
});

test('a worker that dies while it tries again doubles no job', async () => {
  const run = await stage.dispatch();
  stage.setBake(refuse('status-503'));
  await stage.attempt(run.id);
  stage.setBake((jobName) => {
    stage.dataflow.submit(jobName);
    throw new Error('the worker died');
  });
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'due' });
  stage.setBake(take);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(stage.dataflow.jobs(run.jobName)).toHaveLength(1);
});

test('a bakery that refuses for a day is given up by its own name, and the pauses grow meanwhile', async () => {
  const run = await stage.dispatch();
  stage.setBake(refuse('status-503'));
  const pauses: number[] = [];
  for (const minutes of [0, 4, 60]) {
    await stage.passMinutes(run.id, minutes);
    await stage.attempt(run.id);
    pauses.push(await stage.pauseOf(run.id));
  }
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses.at(-1)).toBeLessThanOrEqual(360);
  await stage.passMinutes(run.id, 24 * 60);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(await stage.stateOf(run.id)).toMatchObject({
    conclusion: 'failure',
    reason: expect.stringMatching(
      /^The bakery dataflow accepted no job for 24 hours; its last answer: Dataflow answered 503 .*not the fault of the recipe/,
    ),
  });
  expect(await isOfRecipe(stage.database.pool, run.id)).toBe(false);
});

test.each<BeamRefusal>(['status-403', 'status-404', 'status-400'])(
  '%s ends the run at once, for the operators to repair',
  async (name) => {
    const run = await stage.dispatch();
    stage.setBake(refuse(name));
    expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
    expect(callsOf(run.jobName)).toBe(1);
    expect(await stage.stateOf(run.id)).toMatchObject({
      conclusion: 'failure',
      reason: expect.stringMatching(
        /^The bakery dataflow refused the job: .*not the fault of the recipe: the operators/,
      ),
    });
    expect(await isOfRecipe(stage.database.pool, run.id)).toBe(false);
  },
);

test('rights that are missing for looking, too, end it at once', async () => {
  const run = await stage.dispatch();
  stage.dataflow.setOutage(403);
  stage.setBake(refuse('status-403'));
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'failure' });
});

test('a recipe whose own source answers 503 gets that reason, and does not wait', async () => {
  const run = await stage.dispatch();
  const printed = 'Traceback (most recent call last):\n  File "recipe.py", line 3\nHTTPError: 503 Server Error';
  stage.setBake(() => ({ outcome: 'failed', exitCode: 1, reason: 'HTTPError: 503', fault: 'author', printed }));
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'failure', reason: 'HTTPError: 503' });
  expect(await isOfRecipe(stage.database.pool, run.id)).toBe(true);
});

test.each([
  ['answers', null],
  ['does not answer', 503],
])('who cancels while it waits ends it at once, whether Dataflow %s', async (_how, outage) => {
  const run = await stage.dispatch();
  stage.setBake(refuse('status-429'));
  await stage.attempt(run.id);
  stage.dataflow.setOutage(outage);
  const asked = await cancel(run.id);
  expect(asked).toMatchObject({ due: expect.arrayContaining([expect.objectContaining({ kind: 'invocations' })]) });
  await stage.attempt(run.id);
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'cancelled' });
  expect(callsOf(run.jobName)).toBe(1);
});

test('a job that was made before a cancellation is cancelled as soon as Dataflow answers again', async () => {
  const run = await stage.dispatch();
  stage.setBake((jobName) => {
    stage.dataflow.submit(jobName);
    stage.dataflow.setOutage(503);
    return refuse('status-503')();
  });
  await stage.attempt(run.id);
  await cancel(run.id);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting' });
  expect(await stage.stateOf(run.id)).toMatchObject({ conclusion: 'cancelled' });
  stage.dataflow.setOutage(null);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(stage.dataflow.jobs(run.jobName)[0]).toMatchObject({ currentState: 'JOB_STATE_CANCELLED' });
});

test('a Dataflow that is away for hours between two tries is waited for, and has the job once in the end', async () => {
  const run = await stage.dispatch();
  stage.setBake(refuse('status-503'));
  await stage.attempt(run.id);
  stage.dataflow.setOutage(503);
  await stage.passMinutes(run.id, 5 * 60);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'waiting' });
  stage.dataflow.setOutage(null);
  stage.setBake(take);
  expect(await stage.attempt(run.id)).toMatchObject({ state: 'done' });
  expect(stage.dataflow.jobs(run.jobName)).toHaveLength(1);
  expect(await stage.stateOf(run.id)).toMatchObject({ status: 'in_progress', jobId: expect.any(String) });
});

test('the log of each try is kept, although none of them is an attempt', async () => {
  const run = await stage.dispatch();
  for (const line of ['first try', 'second try']) {
    stage.setBake((_jobName, onLine) => {
      onLine({ stream: 'stdout', text: line, severity: 'INFO', time: new Date() });
      return refuse('status-503')();
    });
    await stage.attempt(run.id);
  }
  const { rows } = await stage.database.pool.query<{ lines: string }>(
    `select lines from log_chunk c join runner_invocation i on i.id = c.invocation_id
     where i.recipe_run_id = $1 order by attempt, sequence`,
    [run.id],
  );
  expect(rows.map(({ lines }) => lines)).toEqual(['first try', 'second try']);
});
