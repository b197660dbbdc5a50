import { afterAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, GOOD_META, goodRecipe, openFromFork, quiet, say } from '../testing/pull-request-life.ts';

const stages: FlowStage[] = [];

afterAll(async () => {
  for (const stage of stages) await stage.stop();
});

/** A pull request whose meta.yaml names no bakery. */
async function opened(bakery: Record<string, unknown>) {
  const stage = await startFlowStage({ bakery });
  stages.push(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.runner.expand = () => ({ meta: { recipes: [{ id: 'sst', object: 'recipe:recipe' }] } });
  const pull = await openFromFork(stage, 'sea', {
    ...goodRecipe('recipes/sea'),
    'recipes/sea/meta.yaml': GOOD_META.replace('bakery:\n  id: local\n', ''),
  });
  return { stage, pull, check: await completedCheck(stage, pull.repo, pull.head) };
}

test('a recipe without a bakery is checked and run on the default one', async () => {
  const { stage, pull, check } = await opened({ PangeoForge: { default: true } });
  expect(check).toMatchObject({ conclusion: 'success' });
  expect(check.summary).toContain('| `sst` | zarr | `local` |');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  const { rows } = await stage.database.pool.query('select conclusion from reciperun');
  expect(rows).toEqual([{ conclusion: 'success' }]);
});

test('without a default, the check says what to write and which bakeries there are', async () => {
  const { stage, pull, check } = await opened({});
  expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'meta.yaml has errors' } });
  expect(check.summary).toContain(
    '`bakery` is missing, and this deployment has no default bakery. Write `bakery:`, and `id: "…"` below it. Known here: `local`.',
  );
  expect(stage.runner.requests.filter(({ ref }) => ref === pull.head)).toEqual([]);
});
