import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { announceSandbox } from '@pangeo-forge/db/settings/sandboxes';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, GOOD_META, goodRecipe, openFromFork, say } from '../testing/pull-request-life.ts';

const DICTIONARY = GOOD_META.replace('id: sst\n    object: "recipe:recipe"', 'dict_object: "recipe:recipes"');
const weak = { host: 'test', name: 'process', protectsSecrets: false };

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage({ deployment: 'pangeo-forge-staging' });
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

const readTimes = (head: string) => stage.runner.requests.filter(({ ref }) => ref === head).length;
const opened = (branch: string, meta: string) =>
  openFromFork(stage, branch, {
    ...goodRecipe(`recipes/${branch}`),
    [`recipes/${branch}/meta.yaml`]: meta,
    [`recipes/${branch}/recipe.py`]: 'recipe = recipes = {}\n',
  });

test('code of a stranger waits for a maintainer’s /lint where nothing protects the secrets', async () => {
  await announceSandbox(stage.database.pool, weak);
  const pull = await opened('dictionary', DICTIONARY);
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'action_required' });
  expect(check.summary).toContain('comments `/lint`');
  expect(await say(stage, pull, '/lint', 'contributor')).toMatchObject({ decision: 'ran' });
  expect(readTimes(pull.head)).toBe(0);
  expect(await say(stage, pull, '/lint', 'maintainer')).toMatchObject({ decision: 'ran' });
  expect(readTimes(pull.head)).toBe(1);
  const checks = stage.github.repository(pull.repo).checkRuns(pull.head);
  expect(checks.map(({ conclusion }) => conclusion)).toEqual(['action_required', 'action_required', 'success']);
});

test('a maintainer’s button lets it be read, and anybody else’s does not', async () => {
  const pull = await opened('button', DICTIONARY);
  const { id } = await completedCheck(stage, pull.repo, pull.head);
  stage.github.requestCheckRunAction(pull.repo, id, 'read-recipes', 'stranger');
  stage.github.requestCheckRunAction(pull.repo, id, 'read-recipes', 'maintainer');
  await waitFor(() =>
    stage.github
      .repository(pull.repo)
      .checkRuns(pull.head)
      .some(({ conclusion }) => conclusion === 'success'),
  );
  expect(readTimes(pull.head)).toBe(1);
});

test('what executes no code is read at once, and so is everything in a sandbox that protects', async () => {
  const plain = await opened('plain', GOOD_META);
  expect(await completedCheck(stage, plain.repo, plain.head)).toMatchObject({ conclusion: 'success' });
  await announceSandbox(stage.database.pool, { ...weak, name: 'bubblewrap', protectsSecrets: true });
  const safe = await opened('safe', DICTIONARY);
  expect(await completedCheck(stage, safe.repo, safe.head)).toMatchObject({ conclusion: 'success' });
});
