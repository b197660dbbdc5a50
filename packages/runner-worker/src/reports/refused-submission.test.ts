import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { enqueueReconciliation } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { type BeamRefusal, readBeamRefusal } from '@pangeo-forge/testkit/dataflow/read-beam-refusal';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, goodRecipe, openFromFork, ourComments } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';

const NAME = 'ice-feedstock';
const FEEDSTOCK = `${ORGANIZATION}/${NAME}`;
const BUSY = 'The bakery local accepts no job at the moment: Dataflow answered 429 (Quota exceeded';

let dataflow: LoopbackDataflow;
let stage: FlowStage;

beforeAll(async () => {
  dataflow = await startLoopbackDataflow();
  stage = await startFlowStage({
    bakery: {
      Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
      DataflowBakery: { project_id: dataflow.projectId },
      PangeoForge: { google_api_endpoint: dataflow.url },
    },
  });
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await ensureFeedstock(stage.database.pool, `${ORGANIZATION}/${NAME}`);
  stage.runner.expand = () => ({ meta: metaOf('sst') });
});

afterAll(async () => {
  await stage.stop();
  await dataflow.stop();
});

function refuse(name: BeamRefusal): void {
  const printed = readBeamRefusal(name);
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'it raised', fault: 'author', printed });
}

function take(): void {
  stage.runner.bake = (request) => {
    dataflow.submit(request.jobName ?? '');
    return writeEmptyStore(request);
  };
}

/** What waits for its time has come to it. */
const hurry = () =>
  stage.database.pool.query(
    `update work set due_at = now() - interval '1 second' where kind in ('reports', 'invocations') and state in ('due', 'waiting')`,
  );

function comment(number: number, text: string): Promise<string> {
  const said = () => ourComments(stage, STAGED_RECIPES, number);
  const find = async () => (await hurry(), said().find((body) => body.includes(text)));
  return waitFor(find, { describe: said });
}

test('a test run that its bakery refuses for the moment says so in one comment, until its job is taken', async () => {
  refuse('status-429');
  const { number, repo, head } = await openFromFork(stage, 'busy');
  await completedCheck(stage, repo, head);
  await stage.github.comment(repo, number, '/run sst', 'maintainer');
  expect(await comment(number, 'Waiting to start')).toContain(BUSY);
  take();
  expect(await comment(number, 'The wait is over')).toMatch(/\| `sst` \| .* \| Started\. \|/);
  expect(ourComments(stage, repo, number)).toHaveLength(1);
});

test('one that is refused for good is no fault of its author, who is not asked to fix anything', async () => {
  refuse('status-403');
  const { number, repo, head } = await openFromFork(stage, 'forbidden');
  await completedCheck(stage, repo, head);
  await stage.github.comment(repo, number, '/run sst', 'maintainer');
  const body = await comment(number, '**failed**');
  expect(body).toContain('The bakery local refused the job: Dataflow answered 403 (Current user cannot act as');
  expect(body).toContain('**Next:** comment `/run sst` to try again.');
});

test('the deployment of a production run that is refused is queued meanwhile, and in progress again once its job is taken', async () => {
  const { github } = stage;
  refuse('status-429');
  const files = goodRecipe('feedstock');
  await github.createRepository({ owner: ORGANIZATION, name: NAME, files, as: 'maintainer' });
  const change = { repo: FEEDSTOCK, branch: 'more', from: 'main', message: 'more', author: 'maintainer' };
  await github.commit({ ...change, files: { 'feedstock/more.py': 'x = 1\n' } });
  const pull = await github.openPullRequest({ repo: FEEDSTOCK, head: 'more', title: 'more', as: 'maintainer' });
  await github.mergePullRequest(FEEDSTOCK, pull.number, 'maintainer');
  const statuses = () => github.repository(FEEDSTOCK).deployments()[0]?.statuses ?? [];
  const states = () => statuses().map(({ state }) => state);
  await waitFor(async () => (await hurry(), states().includes('queued')), { describe: states });
  expect(statuses().at(-1)?.description).toContain('Waiting: The bakery local accepts no job at the moment');
  take();
  await waitFor(async () => (await hurry(), states().at(-1) === 'in_progress'), { describe: states });
  const { rows } = await stage.database.pool.query<{ id: number; jobName: string }>(
    `select id, bakery_job_name as "jobName" from reciperun where not is_test`,
  );
  const [run] = rows;
  dataflow.setState(run?.jobName ?? '', 'DONE');
  const finished = async () => {
    await enqueueReconciliation(stage.database.pool, run?.id ?? 0);
    return states().at(-1) === 'success';
  };
  await waitFor(finished, { describe: states });
  expect(states().slice(-3)).toEqual(['queued', 'in_progress', 'success']);
});
