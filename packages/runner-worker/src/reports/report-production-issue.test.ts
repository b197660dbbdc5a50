import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { metaOf } from '../testing/scripted-runner.ts';
import { createDrive, type Drive } from '../testing/drive.ts';
import { goodRecipe } from '../testing/pull-request-life.ts';

const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'soil-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

async function mergeInFeedstock(branch: string, title: string): Promise<void> {
  const { github } = stage;
  const files = { [`feedstock/${branch}.py`]: 'print()\n' };
  await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: title, author: 'maintainer', files });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title, as: 'maintainer' });
  await drive.untilQuiet();
  await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  await drive.untilQuiet();
}

const runs = async () =>
  (
    await stage.database.pool.query<{ id: number; recipe_id: string; conclusion: string }>(
      'select id, recipe_id, conclusion from reciperun where not is_test order by id',
    )
  ).rows;

test('a deployment that GitHub refuses stops neither its run nor the sibling', async () => {
  stage.runner.expand = () => ({ meta: metaOf('wet', 'dry') });
  const refusal = { status: 403, body: { message: 'Resource not accessible by integration', status: '403' } };
  stage.github.faults.add({ method: 'POST', path: /deployments$/, times: 1, when: 'before', respond: refusal });
  await mergeInFeedstock('one', 'Change');
  expect(await runs()).toMatchObject([
    { recipe_id: 'wet', conclusion: 'success' },
    { recipe_id: 'dry', conclusion: 'success' },
  ]);
  const states = stage.github.repository(FEEDSTOCK).deployments();
  expect(states.map(({ statuses }) => statuses.map(({ state }) => state).sort())).toContainEqual([
    'in_progress',
    'success',
  ]);
});

test('a title with [skip-run] runs nothing in production', async () => {
  const before = await runs();
  await mergeInFeedstock('two', 'Tidy up [skip-run]');
  expect(await runs()).toEqual(before);
});

test('each failure of a recipe is reported in its one issue, until it succeeds', async () => {
  const { github, runner } = stage;
  runner.expand = () => ({ meta: metaOf('wet') });
  const { bake } = runner;
  const issues = () => github.repository(FEEDSTOCK).issues();
  for (const reason of ['the first reason', 'the second reason']) {
    runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason, fault: 'author' });
    await mergeInFeedstock(reason.replaceAll(' ', '-'), 'Change');
    expect(issues()).toHaveLength(1);
    expect(issues()[0]).toMatchObject({ state: 'open', title: 'Production run of wet failed' });
    expect(issues()[0]?.body).toContain(reason);
  }
  runner.bake = bake;
  await mergeInFeedstock('fixed', 'Fix');
  expect(issues()).toMatchObject([{ state: 'closed' }]);
});

test('the comment of a test run is corrected in its place, also after its pull request was closed and its head moved', async () => {
  const { github, database, runner } = stage;
  runner.expand = () => ({ meta: metaOf('sst') });
  runner.bake = () => ({ outcome: 'timed_out', exitCode: null, reason: 'It took longer than it may.' });
  const fork = await github.fork(STAGED_RECIPES, 'contributor');
  const commit = { repo: fork, branch: 'noaa', author: 'contributor' };
  await github.commit({ ...commit, message: 'Add', files: goodRecipe('recipes/noaa') });
  const pull = { repo: STAGED_RECIPES, head: 'contributor:noaa', title: 'Add NOAA', as: 'contributor' };
  const { number } = await github.openPullRequest(pull);
  await drive.untilQuiet();
  await github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  await drive.untilQuiet();
  const said = () =>
    github
      .repository(STAGED_RECIPES)
      .comments(number)
      .filter(({ user }) => user?.login.endsWith('[bot]'));
  expect(said()).toHaveLength(1);
  expect(said()[0]?.body).toContain('**timed out**');
  await github.commit({ ...commit, message: 'More', files: { 'recipes/noaa/more': 'x' } });
  await github.closePullRequest(STAGED_RECIPES, number, 'contributor');
  await drive.untilQuiet();
  const { rows } = await database.pool.query<{ id: number }>(
    `select id from reciperun where is_test and conclusion = 'timed_out'`,
  );
  const succeeded = {
    type: 'succeeded',
    actor: 'bakery',
    datasetPublicUrl: 'https://data.example.org/a.zarr',
  } as const;
  await inTransaction(database.pool, (client) => transitionRun(client, rows[0]?.id ?? 0, succeeded));
  await drive.untilQuiet();
  expect(said()).toHaveLength(1);
  expect(said()[0]?.body).toContain('https://data.example.org/a.zarr');
  expect(said()[0]?.body).toContain('this result does not apply to it');
});
