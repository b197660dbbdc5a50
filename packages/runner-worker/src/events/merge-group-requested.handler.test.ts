import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
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

const reasonsOfWaits = async () =>
  (await stage.database.pool.query<{ reason: string | null }>(`select last_error as reason from work`)).rows.map(
    ({ reason }) => reason ?? '',
  );

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

test('a pull request whose check has not begun is waited for, and one without recipes passes', async () => {
  stage.github.holdWebhooks();
  const pull = await openFromFork(stage, 'early', { 'early/meta.yaml': 'title: x\n' });
  const group = await tryInQueue(pull.number, pull.head);
  const { guid } = await waitFor(() => stage.github.deliveries().findLast(({ event }) => event === 'check_suite'));
  stage.github.releaseWebhooks([guid]);
  await waitFor(async () => (await reasonsOfWaits()).some((reason) => reason.includes('has not begun')), {
    describe: reasonsOfWaits,
  });
  expect(stage.github.repository(pull.repo).checkRuns(group)).toEqual([]);
  stage.github.releaseWebhooks();
  expect(await completedCheck(stage, pull.repo, group)).toMatchObject({ conclusion: 'failure' });

  const other = await openFromFork(stage, 'no-recipe', { 'docs/notes.md': 'x\n' });
  await quiet(stage);
  const passed = await tryInQueue(other.number, other.head);
  expect(await completedCheck(stage, other.repo, passed)).toMatchObject({ conclusion: 'success' });
});
