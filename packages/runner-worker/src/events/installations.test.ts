import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, decisionAbout, goodRecipe, openFromFork, quiet } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;
let installation: number;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

const lastDecision = async (event: string, action: string) => {
  const delivery = await waitFor(() =>
    stage.github.deliveries().findLast((one) => one.event === event && one.action === action),
  );
  return decisionAbout(stage, delivery.guid);
};
test('an App that comes to an organization looks at the open pull requests there, beside those it knows', async () => {
  const { github } = stage;
  github.createOrganization('ocean', { owners: ['maintainer'] });
  const repo = 'ocean/tides-feedstock';
  await github.createRepository({
    owner: 'ocean',
    name: 'tides-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
  await github.createRepository({ owner: 'ocean', name: 'website', files: { 'a.txt': 'a' }, as: 'maintainer' });
  await ensureFeedstock(stage.database.pool, repo);
  const files = { 'feedstock/recipe.py': 'recipe = 2\n' };
  const head = await github.commit({ repo, branch: 'change', message: 'Change', author: 'maintainer', files });
  await github.openPullRequest({ repo, head: 'change', title: 'Change', as: 'maintainer' });
  github.installApp(stage.app.id, 'ocean');
  expect(await completedCheck(stage, repo, head)).toMatchObject({ conclusion: 'success' });
  const known = await openFromFork(stage, 'beside');
  expect(await completedCheck(stage, known.repo, known.head)).toMatchObject({ conclusion: 'success' });
});

test('an App that is taken away leaves no work behind, and finds its pull requests when it comes back', async () => {
  const { github } = stage;
  stage.runner.expand = (_request, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ outcome: 'cancelled', exitCode: null, reason: 'stopped' }));
    });
  const pull = await openFromFork(stage, 'orphan');
  await waitFor(() => stage.runner.requests.some(({ ref }) => ref === pull.head));
  github.deleteInstallation(stage.app.installation);
  await quiet(stage);
  const { rows } = await stage.database.pool.query(`select label, last_error from work where state = 'failed'`);
  expect(rows).toEqual([]);
  const opened = github
    .deliveries()
    .find(({ action, payload }) => action === 'opened' && (payload as { number?: number }).number === pull.number);
  expect(await decisionAbout(stage, opened?.guid ?? '')).toMatchObject({
    decision: 'ignored',
    reason: expect.stringContaining('not installed on pangeo-forge'),
  });
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  installation = github.installApp(stage.app.id, ORGANIZATION);
  const runs = () => github.repository(STAGED_RECIPES).checkRuns(pull.head);
  await waitFor(() => runs().some(({ conclusion }) => conclusion === 'success'), { describe: runs });
});

test('a suspended installation ends its work clearly, and goes on when it may', async () => {
  const { github } = stage;
  github.suspendInstallation(installation);
  expect(await lastDecision('installation', 'suspend')).toMatchObject({ decision: 'ran' });
  const fork = 'contributor/staged-recipes';
  const files = goodRecipe('recipes/meanwhile');
  const head = await github.commit({ repo: fork, branch: 'meanwhile', message: 'Add', author: 'contributor', files });
  await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: 'contributor:meanwhile',
    title: 'Add',
    as: 'contributor',
  });
  github.unsuspendInstallation(installation);
  expect(await completedCheck(stage, STAGED_RECIPES, head)).toMatchObject({ conclusion: 'success' });
  await quiet(stage);
});

test('a renamed or transferred feedstock keeps its runs', async () => {
  const { github, database } = stage;
  await github.createRepository({
    owner: ORGANIZATION,
    name: 'old-feedstock',
    files: { 'a.txt': 'a' },
    as: 'maintainer',
  });
  const { id } = await ensureFeedstock(database.pool, `${ORGANIZATION}/old-feedstock`);
  const spec = async () =>
    (await database.pool.query<{ spec: string }>('select spec from feedstock where id = $1', [id])).rows[0]?.spec;
  github.renameRepository(`${ORGANIZATION}/old-feedstock`, 'new-feedstock');
  await waitFor(async () => (await spec()) === `${ORGANIZATION}/new-feedstock`, { describe: spec });
  github.transferRepository(`${ORGANIZATION}/new-feedstock`, 'ocean');
  await waitFor(async () => (await spec()) === 'ocean/new-feedstock', { describe: spec });
});
