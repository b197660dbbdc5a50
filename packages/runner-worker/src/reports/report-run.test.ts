import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { openFromFork, ourComments } from '../testing/pull-request-life.ts';
import { createDrive, type Drive } from '../testing/drive.ts';

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/srv/recipe.py", line 12, in open_month',
  'KeyError: "time"',
].join('\n');

let dataflow: LoopbackDataflow;
let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  dataflow = await startLoopbackDataflow();
  stage = await startFlowStage({
    startWorkers: false,
    githubLagMs: 0,
    bakery: {
      Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
      DataflowBakery: { project_id: dataflow.projectId },
      PangeoForge: { google_api_endpoint: dataflow.url },
    },
  });
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.runner.bake = ({ jobName = '' }) => {
    dataflow.submit(jobName);
    return {};
  };
});

afterAll(async () => {
  drive.close();
  await stage.stop();
  await dataflow.stop();
});

/** A test run whose job is at Dataflow. */
async function submitted(branch: string): Promise<{ number: number; id: number; jobId: string }> {
  const { number } = await openFromFork(stage, branch);
  await drive.untilQuiet();
  await stage.github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  await drive.untilQuiet();
  const { rows } = await stage.database.pool.query<{ id: number; jobName: string }>(
    `select id, bakery_job_name as "jobName" from reciperun where pull_request = $1 and status = 'in_progress'`,
    [number],
  );
  return { number, id: rows[0]?.id ?? 0, jobId: dataflow.jobs(rows[0]?.jobName)[0]?.id ?? '' };
}

/** As the deployed Cloud Function reports a failed job. */
async function formPost(runId: number): Promise<void> {
  const body = new URLSearchParams({ action: 'completed', recipe_run_id: String(runId), conclusion: 'failure' });
  const signature = createHmac('sha256', stage.webhookSecret).update(body.toString()).digest('hex');
  const { status } = await fetch(`${stage.gatewayUrl}/github/hooks/`, {
    method: 'POST',
    headers: { 'x-github-event': 'dataflow', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  });
  expect(status).toBe(202);
}

const failureOf = async (id: number) =>
  (await stage.database.pool.query('select failure_reason, failure_traceback from reciperun where id = $1', [id]))
    .rows[0];

test('a run that the Cloud Function ended gives its author the reason, as the bakery’s logs do', async () => {
  const { number, id, jobId } = await submitted('told');
  const text = `Error processing instruction.\n${TRACEBACK}`;
  dataflow.log({ jobId, source: 'worker', severity: 'ERROR', text, time: new Date().toISOString() });
  await formPost(id);
  await drive.untilQuiet();
  const [comment] = ourComments(stage, STAGED_RECIPES, number);
  expect(comment).toContain('**failed**');
  expect(comment).toContain('Dataflow reported that the job failed. KeyError: "time"');
  expect(comment).toContain(`<details><summary>Traceback</summary>\n\n\`\`\`text\n${TRACEBACK}`);
  expect(await failureOf(id)).toEqual({
    failure_reason: 'Dataflow reported that the job failed. KeyError: "time"',
    failure_traceback: TRACEBACK,
  });
});

test('logs that do not answer keep nobody waiting', async () => {
  const { number, id } = await submitted('silent');
  dataflow.setOutage(503);
  await formPost(id);
  await drive.untilQuiet();
  dataflow.setOutage(null);
  expect(ourComments(stage, STAGED_RECIPES, number)[0]).toContain('Dataflow reported that the job failed.');
  expect(await failureOf(id)).toMatchObject({ failure_traceback: null });
});
