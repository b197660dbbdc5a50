import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, ORGANIZATION } from '../testing/flow-stage.ts';
import { completedCheck, GOOD_META, goodRecipe, quiet, say } from '../testing/pull-request-life.ts';
import { checked, runsOf, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

test('who has no right reads who has, and nothing runs', async () => {
  const pull = await checked(stage, 'no-right');
  for (const command of ['/run sst', '/cancel', '/retry']) {
    const said = await say(stage, pull, command, 'contributor');
    expect(said).toMatchObject({ decision: 'refused', reactions: ['eyes', 'confused'] });
    expect(said.replies[0]).toContain(
      '@contributor, you are not allowed to do this. Please ask somebody with `write` permission',
    );
  }
  expect((await say(stage, pull, '/logs', 'stranger')).replies[0]).toContain(
    '@stranger, you are not allowed to do this',
  );
  expect((await runsOf(stage, pull.number)).every(({ status }) => status === 'queued')).toBe(true);
});

test('a maintainer who is named on the base branch of a feedstock may run, and one that the pull request names may not', async () => {
  const repo = `${ORGANIZATION}/named-feedstock`;
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'named-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
  await ensureFeedstock(stage.database.pool, repo);
  const fork = await stage.github.fork(repo, 'stranger');
  const files = { 'feedstock/meta.yaml': GOOD_META.replace('contributor', 'stranger') };
  const head = await stage.github.commit({
    repo: fork,
    branch: 'change',
    message: 'Change',
    author: 'stranger',
    files,
  });
  const { number } = await stage.github.openPullRequest({
    repo,
    head: 'stranger:change',
    title: 'Change',
    as: 'stranger',
  });
  const check = await completedCheck(stage, repo, head);
  expect(check.summary).toContain('or a maintainer of this feedstock (`contributor`)');
  expect(await say(stage, { repo, number }, '/run sst', 'stranger')).toMatchObject({ decision: 'refused' });
  expect(await say(stage, { repo, number }, '/run sst', 'contributor')).toMatchObject({ decision: 'ran' });
  await quiet(stage);
});
