import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { followRunOfJob } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import fc from 'fast-check';
import { type ReconcileStage, startReconcileStage } from '../../test/reconcile-stage.ts';

let stage: ReconcileStage;

beforeAll(async () => {
  stage = await startReconcileStage();
});

afterAll(() => stage.stop());

const STORIES = 60;
const ACTIONS = [
  'look',
  'look',
  'push',
  'notify',
  'cancel',
  'submitted again',
  'outage',
  'recovery',
  'an hour',
  'a day',
  'job ends',
] as const;
const ENDED = ['DONE', 'FAILED', 'CANCELLED'];
/** Conclusions that are right for how the job ended; what we cancelled may be reported with the reason why we did. */
const RIGHT: Record<string, readonly string[]> = {
  DONE: ['success'],
  FAILED: ['failure'],
  CANCELLED: ['cancelled', 'timed_out', 'stale'],
};

interface Story {
  jobEnds: 'DONE' | 'FAILED';
  actions: ReadonlyArray<(typeof ACTIONS)[number]>;
}

const story: fc.Arbitrary<Story> = fc.record({
  jobEnds: fc.constantFrom('DONE', 'FAILED'),
  actions: fc.array(fc.constantFrom(...ACTIONS), { maxLength: 10 }),
});

test('in every order of submitting, notifying, polling, cancelling and timing out the run ends, and as its job did', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ jobEnds, actions }) => {
      const run = await stage.submit();
      stage.dataflow.submit(run.jobName);
      for (const action of actions) await act(run, action, jobEnds);
      stage.dataflow.setOutage(null);
      await act(run, 'job ends', jobEnds);
      await stage.look(run.id);
      const now = await stage.look(run.id);
      expect(now.status).toBe('completed');
      expect(RIGHT[stateOfJob(run.jobName)]).toContain(now.conclusion);
      expect(['done', 'waiting']).toContain(now.work);
    }),
    { numRuns: STORIES },
  );
});

function stateOfJob(jobName: string): string {
  return stage.dataflow.jobs(jobName)[0]?.currentState.replace('JOB_STATE_', '') ?? '';
}

async function act(
  run: { id: number; jobName: string },
  action: (typeof ACTIONS)[number],
  jobEnds: string,
): Promise<void> {
  const { pool } = stage.database;
  const state = stateOfJob(run.jobName);
  switch (action) {
    case 'look':
      await stage.look(run.id);
      return;
    case 'push':
      await followRunOfJob(pool, run.jobName);
      return;
    case 'notify':
      // the function speaks only of jobs that are done or failed
      if (state === 'DONE' || state === 'FAILED')
        await applyDataflowNotification(pool, {
          action: 'completed',
          recipe_run_id: run.id,
          conclusion: state === 'DONE' ? 'success' : 'failure',
        });
      return;
    case 'cancel':
      await inTransaction(pool, (client) => requestRunCancellation(client, run.id, 'octocat'));
      return;
    case 'submitted again':
      await transitionRun(pool, run.id, { type: 'submitted', actor: 'worker', jobName: run.jobName, jobId: null });
      return;
    case 'outage':
      stage.dataflow.setOutage(503);
      return;
    case 'recovery':
      stage.dataflow.setOutage(null);
      return;
    case 'an hour':
      await stage.passMinutes(run.id, 60);
      return;
    case 'a day':
      await stage.passMinutes(run.id, 60 * 24);
      return;
    case 'job ends':
      if (!ENDED.includes(state)) stage.dataflow.setState(run.jobName, jobEnds);
  }
}
