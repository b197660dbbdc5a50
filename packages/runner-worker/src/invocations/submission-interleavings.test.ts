import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { readBeamRefusal } from '@pangeo-forge/testkit/dataflow/read-beam-refusal';
import fc from 'fast-check';
import { type Bake, startSubmissionStage, type SubmissionStage } from '../../test/submission-stage.ts';

let stage: SubmissionStage;

beforeAll(async () => {
  stage = await startSubmissionStage({ rules: { max_concurrent_runs: 1_000 } });
});

afterAll(() => stage.stop());

const STORIES = 25;
const refused = (name: 'status-503' | 'connection-cut') => ({
  outcome: 'failed' as const,
  exitCode: 1,
  reason: 'whatever Beam raised',
  fault: 'author' as const,
  printed: readBeamRefusal(name),
});
/** Dataflow answers a second creation with the job that is there. */
function make(jobName: string): void {
  const active = stage.dataflow.jobs(jobName).some(({ currentState }) => !currentState.endsWith('CANCELLED'));
  if (!active) stage.dataflow.submit(jobName);
}
const TRIES = {
  refused: () => refused('status-503'),
  'made, and the answer lost': (jobName) => {
    make(jobName);
    return refused('connection-cut');
  },
  'dies before it': () => {
    throw new Error('the worker died');
  },
  'made, and dies': (jobName) => {
    make(jobName);
    throw new Error('the worker died');
  },
  taken: (jobName) => {
    make(jobName);
    return {};
  },
} satisfies Record<string, Bake>;
const ACTIONS = [...(Object.keys(TRIES) as (keyof typeof TRIES)[]), 'outage', 'recovery', 'cancel', 'hours'] as const;

test('however a submission is refused, lost, repeated and cancelled, there is one job at most, and none that nobody follows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...ACTIONS), { maxLength: 9 }), async (actions) => {
      const run = await stage.dispatch();
      for (const action of actions) await act(run.id, action);
      stage.dataflow.setOutage(null);
      stage.setBake(TRIES.taken);
      for (let time = 0; time < 2; time++) await stage.attempt(run.id);
      for (let time = 0; time < 2; time++) await stage.look(run.id);
      const now = await stage.stateOf(run.id);
      const jobs = stage.dataflow.jobs(run.jobName);
      expect(jobs.length).toBeLessThanOrEqual(1);
      if (actions.includes('cancel')) {
        expect(now).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
        expect(jobs.map(({ currentState }) => currentState)).toEqual(jobs.map(() => 'JOB_STATE_CANCELLED'));
      } else {
        expect(now).toMatchObject({ status: 'in_progress', jobId: jobs[0]?.id });
        expect(jobs).toHaveLength(1);
      }
    }),
    { numRuns: STORIES },
  );
});

async function act(runId: number, action: (typeof ACTIONS)[number]): Promise<void> {
  switch (action) {
    case 'outage':
      return stage.dataflow.setOutage(503);
    case 'recovery':
      return stage.dataflow.setOutage(null);
    case 'hours':
      return stage.passMinutes(runId, 120);
    case 'cancel':
      await inTransaction(stage.database.pool, (client) => requestRunCancellation(client, runId, 'octocat'));
      return;
    default:
      stage.setBake(TRIES[action]);
      await stage.attempt(runId);
  }
}
