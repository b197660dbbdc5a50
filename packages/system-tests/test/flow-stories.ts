import { requestRetry } from '@pangeo-forge/db/runs/request-retry';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES } from '@pangeo-forge/runner-worker/testing/flow-stage';
import type { Meanwhile } from '@pangeo-forge/runner-worker/testing/drive';
import { metaOf, writeEmptyStore } from '@pangeo-forge/runner-worker/testing/scripted-runner';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';

export const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;

/** One flow: what stands before it, and what somebody does on GitHub that sets it off. */
export interface FlowStory {
  name: string;
  prepare(stage: FlowStage, drain: () => Promise<unknown>): Promise<void>;
  act(stage: FlowStage): Promise<unknown>;
  /** What somebody does while the work goes on, once it has come so far. */
  meanwhile?: Meanwhile;
}

export const openStaged = async ({ github, database }: FlowStage) => {
  await ensureFeedstock(database.pool, STAGED_RECIPES);
  const fork = await github.fork(STAGED_RECIPES, 'contributor');
  const files = {
    ...goodRecipe('recipes/noaa'),
    'recipes/noaa/deep/er/data.bin': Buffer.from([0, 255, 254, 1, 128]),
    'recipes/noaa/run.sh': { content: '#!/bin/sh\n', mode: '100755' as const },
  };
  await github.commit({ repo: fork, branch: 'noaa', message: 'Add NOAA', author: 'contributor', files });
  await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: 'contributor:noaa',
    title: 'Add NOAA',
    as: 'contributor',
  });
};

export const openInFeedstock = async ({ github, runner, database }: FlowStage) => {
  await ensureFeedstock(database.pool, FEEDSTOCK);
  runner.expand = () => ({ meta: metaOf('wet', 'dry') });
  await github.createRepository({
    owner: ORGANIZATION,
    name: 'soil-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
  const files = { 'feedstock/recipe.py': 'recipe = 2\n' };
  await github.commit({ repo: FEEDSTOCK, branch: 'change', message: 'Change', author: 'maintainer', files });
  await github.openPullRequest({ repo: FEEDSTOCK, head: 'change', title: 'Change the recipe', as: 'maintainer' });
};

const failing = ({ runner }: FlowStage) => {
  runner.bake = (request) =>
    request.recipeId === 'wet' || request.recipeId === 'sst'
      ? { outcome: 'failed', exitCode: 1, reason: 'KeyError: "time"', fault: 'author', traceback: 'Traceback …' }
      : writeEmptyStore(request);
};

const nothing = async () => {};

export const FLOW_STORIES: readonly FlowStory[] = [
  { name: 'a pull request is checked', prepare: nothing, act: openStaged },
  {
    name: 'a test run is asked for and succeeds',
    async prepare(stage, drain) {
      await openStaged(stage);
      await drain();
    },
    act: ({ github }) => github.comment(STAGED_RECIPES, 1, '/run sst', 'maintainer'),
  },
  {
    name: 'a test run is asked for and fails',
    async prepare(stage, drain) {
      failing(stage);
      await openStaged(stage);
      await drain();
    },
    act: ({ github }) => github.comment(STAGED_RECIPES, 1, '/run sst', 'maintainer'),
  },
  {
    name: 'a merge in staged-recipes makes the feedstock and its first production run',
    async prepare(stage, drain) {
      await openStaged(stage);
      await drain();
    },
    act: ({ github }) => github.mergePullRequest(STAGED_RECIPES, 1, 'maintainer'),
  },
  {
    name: 'a merge in a feedstock runs its recipes in production',
    async prepare(stage, drain) {
      await openInFeedstock(stage);
      await drain();
    },
    act: ({ github }) => github.mergePullRequest(FEEDSTOCK, 1, 'maintainer'),
  },
  {
    name: 'a production run fails beside a sibling that succeeds',
    async prepare(stage, drain) {
      failing(stage);
      await openInFeedstock(stage);
      await drain();
    },
    act: ({ github }) => github.mergePullRequest(FEEDSTOCK, 1, 'maintainer'),
  },
  {
    name: 'a failed production run is tried again through the API, and its issue is closed',
    async prepare(stage, drain) {
      failing(stage);
      await openInFeedstock(stage);
      await drain();
      await stage.github.mergePullRequest(FEEDSTOCK, 1, 'maintainer');
      await drain();
      stage.runner.bake = writeEmptyStore;
    },
    async act({ database: { pool } }) {
      const { rows } = await pool.query<{ id: number }>(`select id from reciperun where conclusion = 'failure'`);
      return inTransaction(pool, (client) => requestRetry(client, rows[0]?.id ?? 0, 'an API key'));
    },
  },
];
