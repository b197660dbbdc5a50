import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { targetRootOf } from '@pangeo-forge/runner-worker/testing/scripted-runner';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';
import {
  type FlowStage,
  ORGANIZATION,
  STAGED_RECIPES,
  startFlowStage,
} from '@pangeo-forge/runner-worker/testing/flow-stage';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

test('a contribution goes from pull request to production dataset, and GitHub shows each step once', async () => {
  const { github } = stage;
  const fork = await github.fork(STAGED_RECIPES, 'contributor');
  const files = {
    ...goodRecipe('recipes/noaa'),
    'recipes/noaa/run.sh': { content: '#!/bin/sh\n', mode: '100755' as const },
  };
  const head = await github.commit({ repo: fork, branch: 'noaa', message: 'Add NOAA', author: 'contributor', files });
  const { number } = await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: 'contributor:noaa',
    title: 'Add NOAA',
    as: 'contributor',
  });
  const checks = () => github.repository(STAGED_RECIPES).checkRuns(head);
  await waitFor(() => checks().some(({ conclusion }) => conclusion === 'success'), { describe: () => checks() });
  expect(checks()).toHaveLength(1);
  expect(checks()[0]?.summary).toContain('/run sst');

  const comment = await github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  const answers = () =>
    github
      .repository(STAGED_RECIPES)
      .comments(number)
      .filter(({ user }) => user?.login.endsWith('[bot]'));
  await waitFor(() => answers().length > 0, {
    describe: async () =>
      (await stage.database.pool.query('select kind, label, state, attempts, last_error from work')).rows,
  });
  expect(answers()[0]?.body).toContain('succeeded');
  expect(
    github
      .repository(STAGED_RECIPES)
      .reactions(comment.id)
      .map((reaction) => reaction.split(' ')[1]),
  ).toEqual(['eyes', 'rocket']);

  await github.mergePullRequest(STAGED_RECIPES, number, 'maintainer');
  const feedstock = `${ORGANIZATION}/noaa-feedstock`;
  await waitFor(
    () =>
      github.hasRepository(feedstock) &&
      github
        .repository(feedstock)
        .deployments()[0]
        ?.statuses.some(({ state }) => state === 'success'),
    {
      describe: () =>
        github.hasRepository(feedstock) ? github.repository(feedstock).deployments() : 'no feedstock yet',
    },
  );
  const { pool } = stage.database;
  await waitFor(
    async () => (await pool.query(`select 1 from work where state <> 'done' and kind <> 'upkeep'`)).rowCount === 0,
    {
      describe: async () => (await pool.query('select kind, label, state, last_error from work')).rows,
    },
  );
  expect(Object.keys(await github.repository(feedstock).files())).toEqual(
    expect.arrayContaining(['feedstock/meta.yaml', 'feedstock/run.sh', 'README.md', 'LICENSE']),
  );
  expect((await github.repository(feedstock).modes())['feedstock/run.sh']).toBe('100755');
  expect(
    Object.keys(await github.repository(STAGED_RECIPES).files()).filter((file) => file.startsWith('recipes/noaa')),
  ).toEqual([]);
  expect(Object.keys(github.repository(feedstock).branches())).toEqual(['main']);
  const reported = () =>
    answers().some(({ body }) => /first production run of `sst`, .*, succeeded\./.test(body ?? ''));
  await waitFor(reported, { describe: () => answers().map(({ body }) => body) });
  const announced = () => answers().some(({ body }) => body?.includes('🎉 The production run of `sst` succeeded.'));
  await waitFor(announced, { describe: () => answers().map(({ body }) => body) });
  expect(answers()).toHaveLength(3);
  const { rows } = await pool.query(
    'select is_test, status, conclusion, dataset_public_url from reciperun order by id',
  );
  expect(rows).toMatchObject([
    { is_test: true, status: 'completed', conclusion: 'success' },
    { is_test: false, status: 'completed', conclusion: 'success' },
  ]);
  // a store is removed and made anew by its writer: the store itself must not be what the sandbox mounts
  for (const request of stage.runner.requests.filter(({ kind }) => kind === 'bake')) {
    expect(request.localOutputDirs).toEqual([path.dirname(targetRootOf(request)), expect.stringMatching(/\/cache$/)]);
  }
});
