import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { explain } from '../explain/explain.ts';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, goodRecipe, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';

const FROM = `${ORGANIZATION}/tides-feedstock`;
const TO = 'ocean/tides-feedstock';

let stage: FlowStage;

beforeEach(async () => {
  stage = await startFlowStage();
  const { github, database } = stage;
  github.createOrganization('ocean', { owners: ['maintainer'] });
  const files = goodRecipe('feedstock');
  await github.createRepository({ owner: ORGANIZATION, name: 'tides-feedstock', files, as: 'maintainer' });
  await ensureFeedstock(database.pool, FROM);
});

afterEach(() => stage.stop());

async function open(): Promise<string> {
  const { github } = stage;
  const files = { 'feedstock/recipe.py': 'recipe = 2\n' };
  const head = await github.commit({ repo: FROM, branch: 'change', message: 'Change', author: 'maintainer', files });
  await github.openPullRequest({ repo: FROM, head: 'change', title: 'Change', as: 'maintainer' });
  return head;
}

/** The runner is at it until the answer is called. */
function hold(kind: 'expand' | 'bake'): () => void {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  stage.runner[kind] = async (request) => {
    await held;
    return kind === 'expand' ? { meta: metaOf('sst') } : writeEmptyStore(request);
  };
  return release;
}

const decisions = async () =>
  (
    await stage.database.pool.query<{ decision: string; reason: string }>(
      `select decision, reason from journal where kind = 'delivery' order by id`,
    )
  ).rows;

const waits = async () =>
  (await stage.database.pool.query(`select label, state, last_error from work where state <> 'done'`)).rows;

test('a check goes on in the new account though GitHub delivers the transfer late: one check run, and commands there', async () => {
  const { github } = stage;
  github.installApp(stage.app.id, 'ocean');
  const release = hold('expand');
  const head = await open();
  await waitFor(() => stage.runner.requests.length > 0);
  github.holdWebhooks();
  github.transferRepository(FROM, 'ocean');
  release();
  const isLedOn = async () => JSON.stringify(await waits()).includes('goes by another name now');
  await waitFor(isLedOn, { describe: waits });
  github.releaseWebhooks();
  expect(await completedCheck(stage, TO, head)).toMatchObject({ conclusion: 'success' });
  await quiet(stage);
  expect(github.repository(TO).checkRuns(head)).toHaveLength(1);
  expect((await decisions()).filter(({ decision }) => decision === 'failed')).toEqual([]);
  expect(await say(stage, { repo: TO, number: 1 }, '/run sst', 'maintainer')).toMatchObject({ decision: 'ran' });
  await quiet(stage);
  const storyOf = async (repository: string) =>
    (await explain(stage.database.pool, { repository, number: 1 })).join('\n');
  const story = await storyOf(TO);
  expect(story).toContain(`The repository is now ${TO}; before, it was ${FROM}.`);
  expect(story).toContain('delivery waited (maintainer): the runner is reading the recipes');
  expect(story).toContain('command ran (maintainer): /run: started run');
  // the deliveries of our own comments may still arrive
  await waitFor(async () => (await storyOf(FROM)) === (await storyOf(TO)), { describe: () => storyOf(FROM) });
});

test('a production run ends in the new account: each deployment once, with its end', async () => {
  const { github } = stage;
  github.installApp(stage.app.id, 'ocean');
  await open();
  await quiet(stage);
  const release = hold('bake');
  await github.mergePullRequest(FROM, 1, 'maintainer');
  await waitFor(() => github.repository(FROM).deployments()[0]?.statuses.length);
  github.transferRepository(FROM, 'ocean');
  release();
  const states = () =>
    github
      .repository(TO)
      .deployments()
      .map(({ statuses }) => statuses.map(({ state }) => state));
  await waitFor(() => states()[0]?.includes('success'), { describe: waits });
  await quiet(stage);
  expect(states()).toEqual([['in_progress', 'success']]);
});

test('where the App is not installed the work ends and says so, and nothing is tried for ever', async () => {
  const { github } = stage;
  const release = hold('expand');
  await open();
  await waitFor(() => stage.runner.requests.length > 0);
  github.transferRepository(FROM, 'ocean');
  release();
  await quiet(stage);
  expect((await decisions()).at(-1)).toEqual({
    decision: 'ignored',
    reason: `the repository is now ${TO}, and the App is not installed there`,
  });
  expect((await waits()).filter(({ state }) => state === 'failed')).toEqual([]);
});
