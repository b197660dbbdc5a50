import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, openFromFork, ourComments, quiet } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

test.each([
  ['one recipe', 'one', ['sst'], 3],
  ['ten recipes', 'ten', Array.from({ length: 10 }, (_, number) => `r${number}`), 4],
])(
  'a contribution with %s, from its test run to production, has few comments',
  async (_name, branch, recipes, count) => {
    stage.runner.expand = () => ({ meta: metaOf(...recipes) });
    const pull = await openFromFork(stage, branch);
    await completedCheck(stage, pull.repo, pull.head);
    await stage.github.comment(pull.repo, pull.number, '/run all', 'maintainer');
    const succeeded = async (isTest: boolean) => {
      const { rows } = await stage.database.pool.query(
        `select 1 from reciperun where conclusion = 'success' and is_test = $1 and recipe_id = any($2)`,
        [isTest, recipes],
      );
      return rows.length === recipes.length;
    };
    await waitFor(() => succeeded(true));
    await quiet(stage);
    await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
    await waitFor(() => succeeded(false));
    await quiet(stage);
    const said = () => ourComments(stage, pull.repo, pull.number);
    await waitFor(() => said().length >= count, { describe: said });
    expect(said()).toHaveLength(count);
  },
);
