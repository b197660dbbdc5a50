import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, goodRecipe, openFromFork, ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';
import { createDrive } from '../testing/drive.ts';

const RENAMED = `${ORGANIZATION}/new-staged-recipes`;

let stage: FlowStage;

beforeEach(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterEach(() => stage.stop());

const spec = async () =>
  (await stage.database.pool.query<{ spec: string }>('select spec from feedstock order by id')).rows.map(
    (row) => row.spec,
  );

/** The recipes are being read until it is called. */
function holdExpansion(): () => void {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  stage.runner.expand = async () => {
    await held;
    return { meta: metaOf('sst') };
  };
  return release;
}

const runs = async () =>
  (await stage.database.pool.query('select recipe_id, status, conclusion, is_test from reciperun order by id')).rows;

test('a check goes on under the new name: one check run, one test run, and commands from before and after', async () => {
  const { github } = stage;
  const release = holdExpansion();
  const { number, head } = await openFromFork(stage, 'sea');
  await waitFor(() => stage.runner.requests.length > 0);
  const before = await github.comment(STAGED_RECIPES, number, `/run sst@${head}`, 'maintainer');
  await waitFor(() => github.repository(STAGED_RECIPES).reactions(before.id).length > 0);
  github.renameRepository(STAGED_RECIPES, 'new-staged-recipes');
  await waitFor(async () => (await spec()).includes(RENAMED), { describe: spec });
  release();
  expect(await completedCheck(stage, RENAMED, head)).toMatchObject({ conclusion: 'success' });
  await quiet(stage);
  expect(github.repository(RENAMED).checkRuns(head)).toHaveLength(1);
  expect(await runs()).toEqual([{ recipe_id: 'sst', status: 'completed', conclusion: 'success', is_test: true }]);
  const pull = { repo: RENAMED, number };
  expect((await say(stage, pull, '/status', 'contributor')).replies[0]).toContain('| success |');
  expect(await spec()).toEqual([RENAMED]);
  expect(ourComments(stage, RENAMED, number)).toHaveLength(2);
});

test('an event that carries the old name, and comes after the repository was renamed, finds what was done before', async () => {
  const { github } = stage;
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  const { number, head } = await openFromFork(stage, 'sea');
  await completedCheck(stage, STAGED_RECIPES, head);
  await quiet(stage);
  github.holdWebhooks();
  const old = await github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  github.renameRepository(STAGED_RECIPES, 'new-staged-recipes');
  const held = github.deliveries().filter(({ statusCode }) => statusCode === 0);
  const renamed = held.find(({ event }) => event === 'repository')?.guid ?? '';
  github.releaseWebhooks([renamed]);
  await waitFor(async () => (await spec()).includes(RENAMED), { describe: spec });
  github.releaseWebhooks();
  await waitFor(async () => (await runs()).some(({ status }) => status === 'completed'), { describe: runs });
  await quiet(stage);
  expect(await runs()).toHaveLength(1);
  expect(github.repository(RENAMED).checkRuns(head)).toHaveLength(1);
  const { rows } = await stage.database.pool.query(
    `select distinct w.subject, d.repository from work w join webhook_delivery d on d.id = w.ref where d.event = 'issue_comment'`,
  );
  expect(rows).toEqual([{ subject: `pull_request ${RENAMED}#${number}`, repository: RENAMED }]);
  expect(github.repository(RENAMED).reactions(old.id)).toContainEqual(expect.stringContaining('rocket'));
});

test('a feedstock that is renamed while it is being made is finished under its new name, once', async () => {
  await stage.stop();
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  const drive = await createDrive(stage);
  const { github, database } = stage;
  await ensureFeedstock(database.pool, STAGED_RECIPES);
  const { number } = await openFromFork(stage, 'sea', goodRecipe('recipes/sea'));
  await drive.untilQuiet();
  await github.mergePullRequest(STAGED_RECIPES, number, 'maintainer');
  github.faults.add({
    method: 'POST',
    path: /sea-feedstock\/pulls$/,
    times: 1,
    when: 'before',
    respond: { status: 403, body: { message: 'Resource not accessible by integration', status: '403' } },
  });
  await drive.untilQuiet();
  expect(ourComments(stage, STAGED_RECIPES, number)[0]).toContain('is not finished');
  github.renameRepository(`${ORGANIZATION}/sea-feedstock`, 'ocean-feedstock');
  await drive.untilQuiet();
  await github.comment(STAGED_RECIPES, number, '/retry', 'maintainer');
  await drive.untilQuiet();
  drive.close();
  const feedstock = github.repository(`${ORGANIZATION}/ocean-feedstock`);
  expect(Object.keys(await feedstock.files())).toContain('feedstock/meta.yaml');
  expect(feedstock.pullRequests().map(({ merged }) => merged)).toEqual([true]);
  expect(await spec()).toEqual([STAGED_RECIPES, `${ORGANIZATION}/ocean-feedstock`]);
  expect((await runs()).filter(({ is_test: isTest }) => !isTest)).toMatchObject([{ conclusion: 'success' }]);
});
