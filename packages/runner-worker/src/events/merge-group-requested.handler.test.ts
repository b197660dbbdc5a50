import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, openFromFork, quiet } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.runner.expand = () => ({ meta: metaOf('sst') });
});

afterAll(() => stage.stop());

/** As GitHub's merge queue tries a pull request. */
const tryInQueue = (number: number, head: string) =>
  stage.github.commit({
    repo: STAGED_RECIPES,
    branch: `gh-readonly-queue/main/pr-${number}-${head}`,
    from: 'main',
    message: `Merge pull request #${number}`,
    author: 'maintainer',
    files: { [`group-${number}`]: 'x' },
  });

test('the commit of a merge queue gets the check that its pull request passed', async () => {
  const pull = await openFromFork(stage, 'queued');
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ conclusion: 'success' });
  const group = await tryInQueue(pull.number, pull.head);
  expect(await completedCheck(stage, pull.repo, group)).toMatchObject({ name: 'synchronize', conclusion: 'success' });
});

test('a pull request whose check failed does not pass through the queue', async () => {
  const pull = await openFromFork(stage, 'astray', { 'astray/meta.yaml': 'title: x\n' });
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ conclusion: 'failure' });
  const group = await tryInQueue(pull.number, pull.head);
  expect(await completedCheck(stage, pull.repo, group)).toMatchObject({ conclusion: 'failure' });
});

test('any other push gets no check run', async () => {
  const push = { repo: STAGED_RECIPES, branch: 'topic', from: 'main', message: 'x', author: 'maintainer' };
  const head = await stage.github.commit({ ...push, files: { topic: 'x' } });
  await stage.github.drainWebhooks();
  await quiet(stage);
  expect(stage.github.repository(STAGED_RECIPES).checkRuns(head)).toEqual([]);
});
