import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import {
  completedCheck,
  decisionAbout,
  GOOD_META,
  goodRecipe,
  openFromFork,
  push,
} from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

const annotationsOf = async (checkRunId: number) => {
  const response = await fetch(`${stage.github.apiUrl}/repos/${STAGED_RECIPES}/check-runs/${checkRunId}/annotations`);
  return (await response.json()) as Array<{
    path: string;
    start_line: number;
    annotation_level: string;
    message: string;
  }>;
};

test('a good recipe gets a table with links, who may run it, and buttons', async () => {
  const pull = await openFromFork(stage, 'good');
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ name: 'synchronize', conclusion: 'success' });
  expect(check.summary).toMatch(/\| `sst` \| zarr \| `local` \| \[run \d+\]\(http.*recipe-run/);
  expect(check.summary).toContain(
    'somebody with `write` permission on `pangeo-forge/staged-recipes` comments `/run sst`',
  );
  expect(await annotationsOf(check.id)).toEqual([]);
});

test('what is wrong with meta.yaml stands on its lines', async () => {
  stage.runner.expand = () => ({ meta: { ...metaOf('sst', 'sst'), bakery: { id: 'lokal' } } });
  const meta = GOOD_META.replace('id: local', 'id: lokal').replace(
    'bakery:',
    '  - id: sst\n    object: "recipe:recipe"\nbakery:',
  );
  const pull = await openFromFork(stage, 'bad-meta', {
    ...goodRecipe('recipes/bad-meta'),
    'recipes/bad-meta/meta.yaml': meta,
  });
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'meta.yaml has errors' } });
  expect(check.summary).toContain('Did you mean `local`?');
  expect(await annotationsOf(check.id)).toMatchObject([
    { path: 'recipes/bad-meta/meta.yaml', start_line: 6, annotation_level: 'failure' },
    { path: 'recipes/bad-meta/meta.yaml', start_line: 9, annotation_level: 'failure' },
  ]);
  stage.runner.expand = () => ({ meta: metaOf('sst') });
});

test('errors in any file of the recipe fail the check at their lines, before anything runs', async () => {
  const pull = await openFromFork(stage, 'bad-files', {
    ...goodRecipe('recipes/bad-files'),
    'recipes/bad-files/recipe.py': 'recipe = 1\nprint "done"\n',
    'recipes/bad-files/requirements.txt': null,
  });
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'The recipe has errors' } });
  expect(check.summary).toMatch(/^These lines have errors:\n\n- `recipe\.py`, line 2: This is not valid Python/);
  expect(await annotationsOf(check.id)).toMatchObject([
    { path: 'recipes/bad-files/recipe.py', start_line: 2, annotation_level: 'failure' },
    { path: 'recipes/bad-files/requirements.txt', start_line: 1, annotation_level: 'notice' },
  ]);
  expect(stage.runner.requests.filter(({ ref }) => ref === pull.head)).toEqual([]);
});

test('warnings leave a recipe ready to test, and are annotated', async () => {
  const pull = await openFromFork(stage, 'warned', {
    ...goodRecipe('recipes/warned'),
    'recipes/warned/recipe.py': 'import apache_beam as beam\nrecipe = beam.Create(["a"]) | beam.Map(print)\n',
  });
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'success' });
  expect(check.summary).toContain('- `recipe.py`, line 2: A test run takes the first items of a `FilePattern`');
  expect(await annotationsOf(check.id)).toMatchObject([
    { path: 'recipes/warned/recipe.py', start_line: 2, annotation_level: 'notice' },
  ]);
});

test('a folder that only describes datasets made elsewhere passes, and nothing is read or run', async () => {
  const pull = await openFromFork(stage, 'catalogue', {
    'recipes/catalogue/meta.yaml': 'title: Sea\ndescription: Its temperature\nmaintainers:\n  - github: contributor\n',
    'recipes/catalogue/catalog.yaml': 'stores:\n  - id: sea\n    url: https://example.org/sea.zarr\n',
  });
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'success', output: { title: 'Nothing is baked' } });
  expect(stage.runner.requests.filter(({ ref }) => ref === pull.head)).toEqual([]);
});

test('a folder without meta.yaml is a clear failure', async () => {
  const pull = await openFromFork(stage, 'no-meta', { 'recipes/no-meta/recipe.py': 'recipe = 1\n' });
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'There is no meta.yaml' } });
});

test('what the runner could not do is reported in plain words, with the traceback folded', async () => {
  stage.runner.expand = () => ({
    outcome: 'failed',
    exitCode: 1,
    reason: 'the recipe raised an error: recipe.py, line 3: KeyError',
    traceback: 'Traceback (most recent call last):\n  KeyError',
    fault: 'author',
  });
  const pull = await openFromFork(stage, 'raises');
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check.summary).toMatch(/^The recipe raised an error: recipe\.py, line 3: KeyError\./);
  expect(check.summary).toContain('<details><summary>Traceback</summary>');
  stage.runner.expand = () => ({ meta: metaOf('sst') });
});

test('a superseded head ends as neutral, its runner is stopped, and the new head is checked', async () => {
  const stopped: string[] = [];
  stage.runner.expand = ({ ref }, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        stopped.push(ref);
        resolve({ outcome: 'cancelled', exitCode: null, reason: 'stopped' });
      });
    });
  const pull = await openFromFork(stage, 'superseded');
  await waitFor(() => stage.runner.requests.some(({ ref }) => ref === pull.head));
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  const next = await push(stage, pull, { 'recipes/superseded/recipe.py': 'recipe = 2\n' });
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ conclusion: 'neutral' });
  await waitFor(() => stopped.includes(pull.head));
  expect(await completedCheck(stage, pull.repo, next)).toMatchObject({ conclusion: 'success' });
  expect(stage.github.repository(STAGED_RECIPES).checkRuns(pull.head)).toHaveLength(1);
});

test('a pull request that is closed while it is checked leaves no check hanging, and is checked when it is opened again', async () => {
  let release = () => {};
  stage.runner.expand = (_request, signal) =>
    new Promise((resolve) => {
      release = () => resolve({ meta: metaOf('sst') });
      signal.addEventListener('abort', () => resolve({ outcome: 'cancelled', exitCode: null, reason: 'stopped' }));
    });
  const pull = await openFromFork(stage, 'closed');
  await waitFor(() => stage.runner.requests.some(({ ref }) => ref === pull.head));
  await stage.github.closePullRequest(pull.repo, pull.number, 'contributor');
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ conclusion: 'neutral' });
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  release();
  await stage.github.reopenPullRequest(pull.repo, pull.number, 'contributor');
  const runs = () => stage.github.repository(STAGED_RECIPES).checkRuns(pull.head);
  await waitFor(() => runs().some(({ conclusion }) => conclusion === 'success'), { describe: runs });
});

test.each([
  [
    'more than one folder',
    { 'recipes/one/meta.yaml': GOOD_META, 'recipes/two/meta.yaml': GOOD_META },
    'More than one recipe folder',
  ],
  ['a stray file', { 'recipes/stray/meta.yaml': GOOD_META, '.gitignore': 'x\n' }, 'Files outside the recipe folder'],
  [
    'a file beside the folders',
    { 'recipes/loose/meta.yaml': GOOD_META, 'recipes/.gitignore': 'x\n' },
    'Files outside the recipe folder',
  ],
  ['a bad name', { 'recipes/bad name/meta.yaml': GOOD_META }, 'The folder name is not allowed'],
  ['only deletions', { 'recipes/.gitkeep': null }, 'The recipe is removed'],
  [
    'a deletion elsewhere',
    { 'recipes/new/meta.yaml': GOOD_META, 'recipes/.gitkeep': null },
    'Files outside the recipe folder',
  ],
])('%s is a clear failure', async (name, files, title) => {
  const pull = await openFromFork(stage, name.replaceAll(' ', '-'), files);
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'failure', output: { title } });
});

test('a change of the README alone is nobody’s recipe, and has no check', async () => {
  const pull = await openFromFork(stage, 'readme', { 'README.md': '# New\n' });
  const opened = await waitFor(() =>
    stage.github
      .deliveries()
      .find(({ action, payload }) => action === 'opened' && (payload as { number?: number }).number === pull.number),
  );
  expect(await decisionAbout(stage, opened.guid)).toEqual({
    decision: 'ignored',
    reason: 'no file under recipes/ is changed',
  });
  expect(stage.github.repository(STAGED_RECIPES).checkRuns(pull.head)).toEqual([]);
});

test('more changed files than one page of GitHub’s list are all looked at', async () => {
  const data = Object.fromEntries(
    Array.from({ length: 350 }, (_, index) => [`recipes/many/data/${index}.txt`, `${index}`]),
  );
  const pull = await openFromFork(stage, 'many', { ...data, 'recipes/many/meta.yaml': GOOD_META, 'zzz.txt': 'stray' });
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({
    output: { title: 'Files outside the recipe folder' },
  });
});

test('a draft is checked like any other', async () => {
  const pull = await openFromFork(stage, 'draft', undefined, { draft: true });
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ conclusion: 'success' });
});

test('a fork that was deleted meanwhile is a clear failure', async () => {
  await stage.github.fork(STAGED_RECIPES, 'stranger');
  stage.github.holdWebhooks();
  const pull = await openFromFork(stage, 'gone', undefined, { as: 'stranger' });
  await stage.github.deleteRepository(pull.fork);
  stage.github.releaseWebhooks();
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ output: { title: 'The fork is gone' } });
});
