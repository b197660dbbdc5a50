import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, startFlowStage } from '../testing/flow-stage.ts';
import { goodRecipe, ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;
const LIMIT = { run_vcpu_hours: 1 };

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage({ bakery: { PangeoForge: { budget: LIMIT } } });
  stage.runner.expand = () => ({ meta: metaOf('wet', 'dry') });
  const files = goodRecipe('feedstock');
  await stage.github.createRepository({ owner: ORGANIZATION, name: 'soil-feedstock', files, as: 'maintainer' });
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
});

afterAll(() => stage.stop());

async function merge(branch: string): Promise<number> {
  const { github } = stage;
  const files = { [`feedstock/${branch}.py`]: 'print()\n' };
  await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: branch, author: 'maintainer', files });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title: branch, as: 'maintainer' });
  await github.drainWebhooks();
  await quiet(stage);
  await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  return number;
}

const runs = async (number: number) =>
  (
    await stage.database.pool.query<{ recipe_id: string; status: string; conclusion: string | null }>(
      'select recipe_id, status, conclusion from reciperun where pull_request = $1 and not is_test order by recipe_id',
      [number],
    )
  ).rows;

test('runs of a merge beyond the budget are announced by one comment, and wait for /approve by somebody with write permission', async () => {
  const first = await merge('first');
  await waitFor(async () => (await runs(first)).filter(({ status }) => status === 'completed').length === 2);
  await quiet(stage);
  await stage.database.pool.query(`update reciperun set bakery_job = '{"vcpu_hours": 5}' where not is_test`);

  const number = await merge('second');
  const waits = () => ourComments(stage, FEEDSTOCK, number).filter((text) => text.includes('wait of'));
  await waitFor(() =>
    waits().some((text) => /2 of 2|Waiting to start/.test(text) && text.includes('wet') && text.includes('dry')),
  );
  const [announced] = waits();
  expect(announced).toContain('a run at local may use 1 vCPU-hours');
  expect(announced).toContain('used 5 vCPU-hours');
  expect(announced).toContain('Runs beyond a budget start after `/approve`');

  const said = async (body: string, as: string) => say(stage, { repo: FEEDSTOCK, number }, body, as);
  for (const as of ['stranger', 'contributor']) // the second is named in meta.yaml
    expect((await said('/approve wet', as)).replies.join()).toContain(
      `you are not allowed to do this. Please ask somebody with \`write\` permission on \`${FEEDSTOCK}\` to write`,
    );
  expect((await said('/approve wte', 'maintainer')).replies.join()).toContain(
    'Those that wait for an approval: `wet`, `dry`',
  );
  expect((await said('/approve wet', 'maintainer')).replies.join()).toContain('`wet` is approved: [run ');
  await waitFor(async () =>
    (await runs(number)).some(({ recipe_id, conclusion }) => recipe_id === 'wet' && conclusion === 'success'),
  );
  expect(await runs(number)).toMatchObject([{ recipe_id: 'dry', status: 'in_progress' }, { recipe_id: 'wet' }]);
  await said('/approve', 'maintainer');
  await waitFor(async () => (await runs(number)).every(({ conclusion }) => conclusion === 'success'));
  await quiet(stage);
  expect(waits()).toHaveLength(1);
  expect((await said('/approve', 'maintainer')).replies.join()).toContain(
    'No run of this pull request waits for an approval',
  );
});
