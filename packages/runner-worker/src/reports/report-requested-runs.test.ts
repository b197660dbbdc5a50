import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, GOOD_META, openFromFork, ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';

const TEN = Array.from({ length: 10 }, (_, index) => `recipe-${index}`);
const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'soil-feedstock',
    files: { 'feedstock/meta.yaml': GOOD_META },
    as: 'maintainer',
  });
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
});

afterAll(() => stage.stop());

test('/run all of ten recipes has one comment that is kept up to date, and a new one when all have ended', async () => {
  stage.runner.expand = () => ({ meta: metaOf(...TEN) });
  let release = () => {};
  const last = new Promise<void>((resolve) => {
    release = resolve;
  });
  stage.runner.bake = async (request) => {
    if (request.recipeId === 'recipe-9') await last;
    if (request.recipeId === 'recipe-3')
      return { outcome: 'failed', exitCode: 1, reason: 'no source', fault: 'author' };
    return writeEmptyStore(request);
  };
  const pull = await openFromFork(stage, 'ten');
  await completedCheck(stage, pull.repo, pull.head);
  await say(stage, pull, '/run all', 'maintainer');
  const said = () => ourComments(stage, pull.repo, pull.number);
  await waitFor(() => said()[0]?.includes('9 of 10 runs have ended'), { describe: said });
  expect(said()).toHaveLength(1);
  release();
  await waitFor(() => said().length === 2, { describe: said });
  await quiet(stage);
  const [progress, end] = said();
  expect(progress).toContain('All 10 runs have ended');
  expect(end).toContain('1 of 10 test runs that you requested did not succeed');
  expect(end).toContain('| 😕 failed | no source |');
  expect(end).toContain('comment `/run recipe-3` here to try again');
  expect(said()).toHaveLength(2);
});

test('one recipe has one comment', async () => {
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  stage.runner.bake = writeEmptyStore;
  const pull = await openFromFork(stage, 'single');
  await completedCheck(stage, pull.repo, pull.head);
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([expect.stringContaining('🎉 The test run of `sst`')]);
});

test('a merge in a feedstock has one new comment when its last production run has ended, which names the issue of a failure', async () => {
  const { github } = stage;
  stage.runner.expand = () => ({ meta: metaOf('wet', 'dry') });
  stage.runner.bake = async (request) =>
    request.recipeId === 'dry'
      ? { outcome: 'failed', exitCode: 1, reason: 'no source', fault: 'author' }
      : writeEmptyStore(request);
  const commit = { repo: FEEDSTOCK, branch: 'change', from: 'main', message: 'Change', author: 'maintainer' };
  await github.commit({ ...commit, files: { 'feedstock/a.py': '' } });
  const { number } = await github.openPullRequest({
    repo: FEEDSTOCK,
    head: 'change',
    title: 'Change',
    as: 'maintainer',
  });
  await quiet(stage);
  await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  await github.drainWebhooks();
  const said = () => ourComments(stage, FEEDSTOCK, number);
  await waitFor(() => said()[0]?.includes(`${FEEDSTOCK}#`), { describe: said });
  await quiet(stage);
  expect(said()).toEqual([expect.stringContaining('1 of 2 production runs of this merge did not succeed')]);
  const [issue] = github.repository(FEEDSTOCK).issues();
  expect(said()[0]).toContain(`no source (${FEEDSTOCK}#${issue?.number})`);
});

test('a merge in staged-recipes announces the feedstock, and its success in a new comment', async () => {
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  stage.runner.bake = writeEmptyStore;
  const pull = await openFromFork(stage, 'announced');
  await completedCheck(stage, pull.repo, pull.head);
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  await stage.github.drainWebhooks();
  const said = () => ourComments(stage, pull.repo, pull.number);
  await waitFor(() => said().length === 2, { describe: said });
  await quiet(stage);
  expect(said()).toContainEqual(expect.stringContaining('The recipe now has its own repository'));
  expect(said()).toContainEqual(expect.stringContaining('🎉 The production run of `sst` succeeded'));
});

test('a merge in staged-recipes whose production run failed says where the command to try again works', async () => {
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'no source', fault: 'author' });
  const pull = await openFromFork(stage, 'elsewhere');
  await completedCheck(stage, pull.repo, pull.head);
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  await stage.github.drainWebhooks();
  const end = () => ourComments(stage, pull.repo, pull.number).find((text) => text.includes('production run of'));
  const ended = () => ourComments(stage, pull.repo, pull.number).find((text) => text.includes('**Next:** merge'));
  await waitFor(() => ended() !== undefined, { describe: end });
  const feedstock = `${ORGANIZATION}/elsewhere-feedstock`;
  expect(ended()).toContain(`or comment \`/retry sst\` on ${feedstock}#1 to try again`);
  stage.runner.bake = writeEmptyStore;
  const said = await say(stage, { repo: feedstock, number: 1 }, '/retry sst', 'maintainer');
  expect(said).toMatchObject({ decision: 'ran' });
  await quiet(stage);
});

test('/cancel has one comment: how the run ended', async () => {
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  stage.runner.bake = (_request, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ outcome: 'cancelled', exitCode: null, reason: 'stopped' }));
    });
  const pull = await openFromFork(stage, 'cancelled');
  await completedCheck(stage, pull.repo, pull.head);
  await say(stage, pull, '/run sst', 'maintainer');
  const started = stage.runner.requests.length;
  await waitFor(() => stage.runner.requests.length >= started);
  expect(await say(stage, pull, '/cancel', 'maintainer')).toMatchObject({ reactions: ['eyes', 'rocket'], replies: [] });
  await quiet(stage);
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([expect.stringContaining('**was cancelled**')]);
});
