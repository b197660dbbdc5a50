import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pauseBakery, resumeBakery } from '@pangeo-forge/db/admission/pause';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { enqueueReconciliation } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, goodRecipe, openFromFork, ourComments } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';

const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;

let dataflow: LoopbackDataflow;
let stage: FlowStage;

beforeAll(async () => {
  dataflow = await startLoopbackDataflow();
  stage = await startFlowStage({
    bakery: {
      Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
      DataflowBakery: { project_id: dataflow.projectId },
      PangeoForge: { google_api_endpoint: dataflow.url, max_concurrent_runs: 1 },
    },
  });
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
  stage.runner.expand = () => ({ meta: metaOf('sst', 'ice') });
  stage.runner.bake = (request) => {
    dataflow.submit(request.jobName ?? '');
    return writeEmptyStore(request);
  };
});

afterAll(async () => {
  await stage.stop();
  await dataflow.stop();
});

const pool = () => stage.database.pool;

/** Reports of waits wait themselves, so that short ones are not reported: their time has come. */
const hurry = () =>
  pool().query(`update work set due_at = now() - interval '1 second' where kind = 'reports' and state = 'due'`);

/** The comment of ours that matches, as soon as it is there. */
function commentLike(repo: string, number: number, pattern: RegExp): Promise<string> {
  return waitFor(
    async () => {
      await hurry();
      return ourComments(stage, repo, number).find((body) => pattern.test(body));
    },
    { describe: () => ourComments(stage, repo, number) },
  );
}

const comment = (repo: string, number: number, text: string) =>
  commentLike(repo, number, new RegExp(RegExp.escape(text)));

const runOf = async (recipeId: string, isTest: boolean) =>
  (
    await pool().query<{ id: number; jobName: string }>(
      `select id, bakery_job_name as "jobName" from reciperun where recipe_id = $1 and is_test = $2 and status = 'in_progress' order by id`,
      [recipeId, isTest],
    )
  ).rows[0];

/** Dataflow has done the job, and the run is looked at. */
async function finish(recipeId: string, isTest = true): Promise<void> {
  const run = await waitFor(() => runOf(recipeId, isTest));
  await waitFor(() => dataflow.jobs(run.jobName).length > 0);
  dataflow.setState(run.jobName, 'DONE');
  await waitFor(async () => {
    await enqueueReconciliation(pool(), run.id);
    return (await pool().query(`select 1 from reciperun where id = $1 and status = 'completed'`, [run.id])).rowCount;
  });
}

test('a run that waits for its bakery says so in the one comment of its command, with its place, until it has started', async () => {
  const { number, repo, head } = await openFromFork(stage, 'limited');
  await completedCheck(stage, repo, head);
  await stage.github.comment(repo, number, '/run all', 'maintainer');
  const waiting = await comment(repo, number, 'place 1 of 1 in its queue');
  expect(waiting).toContain('**0 of 2 runs have ended.**');
  expect(waiting).toContain('`/cancel` cancels those that wait');
  expect(waiting).toMatch(
    /\| `ice` \| \[run \d+\]\(.*\) \| The bakery local takes one run at a time; place 1 of 1 in its queue\. \|/,
  );
  expect(waiting).toMatch(/\| `sst` \| .* \| Running \|/);
  await finish('sst');
  // between its turn and its start it still waits, for a free process
  await commentLike(repo, number, /\*\*1 of 2 runs have ended[\s\S]*\| `ice` \| .* \| Running \|/);
  await finish('ice');
  await comment(repo, number, 'Both test runs that you requested succeeded');
  expect(ourComments(stage, repo, number)).toHaveLength(2);
});

test('a run that waits for a paused bakery says why, also in /status, and /cancel takes it back', async () => {
  const { number, repo, head } = await openFromFork(stage, 'paused');
  await completedCheck(stage, repo, head);
  await pauseBakery(pool(), 'local', { reason: 'Its storage is moved.', by: 'operator' });
  await stage.github.comment(repo, number, '/run sst', 'maintainer');
  const reason = 'The bakery local is paused: Its storage is moved.';
  expect(await comment(repo, number, 'Waiting to start')).toContain(reason);
  await stage.github.comment(repo, number, '/status', 'contributor');
  expect(await comment(repo, number, 'The newest commit is')).toContain(`waiting: ${reason}`);
  await stage.github.comment(repo, number, '/cancel', 'maintainer');
  expect(await comment(repo, number, 'The wait is over')).toMatch(/\| `sst` \| .* \| Cancelled\. \|/);
  await resumeBakery(pool(), 'local', 'operator');
});

test('the deployment of a production run is queued, with the reason, while an earlier run writes the same dataset', async () => {
  const { github } = stage;
  stage.runner.expand = () => ({ meta: metaOf('wet') });
  await github.createRepository({
    owner: ORGANIZATION,
    name: 'soil-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
  const merge = async (branch: string) => {
    const files = { [`feedstock/${branch}.py`]: 'x = 1\n' };
    await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: branch, author: 'maintainer', files });
    const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title: branch, as: 'maintainer' });
    await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  };
  const statuses = (at: number) =>
    github
      .repository(FEEDSTOCK)
      .deployments()
      [at]?.statuses.map(({ state, description }) => `${state}: ${description}`) ?? [];
  const seen = async (at: number, text: string) => {
    await hurry();
    return statuses(at).some((status) => status.includes(text));
  };
  const earlier = async () =>
    (await pool().query('select id from reciperun where not is_test order by id')).rows[0]?.id;
  await merge('one');
  await waitFor(() => seen(0, 'in_progress'));
  await merge('two');
  await waitFor(async () => seen(1, `Run ${await earlier()} writes the same dataset`), { describe: () => statuses(1) });
  expect(statuses(1)).toEqual([expect.stringContaining('queued: Waiting: ')]);
  await finish('wet', false);
  await waitFor(() => seen(1, 'in_progress'), { describe: () => statuses(1) });
  await finish('wet', false);
  await waitFor(() => seen(1, 'success'));
  // and nothing asks for itself again, for ever
  const undone = `select label, state, attempts from work where kind = 'reports' and state <> 'done'`;
  await waitFor(async () => (await pool().query(undone)).rowCount === 0, {
    describe: async () => (await pool().query(undone)).rows,
  });
});
