import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FileChange } from '@pangeo-forge/loopback-github/git/write-commit';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { announceSandbox } from '@pangeo-forge/db/settings/sandboxes';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { JUDGED_FILES, whyReviewed } from './must-wait-for-maintainer.ts';
import { completedCheck, GOOD_META, goodRecipe, openFromFork, say } from '../testing/pull-request-life.ts';

const DICTIONARY = GOOD_META.replace('id: sst\n    object: "recipe:recipe"', 'dict_object: "recipe:recipes"');
const weak = { host: 'test', name: 'process', protectsSecrets: false };

const RECIPES = 'recipe = recipes = {}\n';

type Files = Record<string, FileChange>;

const link = (target: string) => ({ content: target, mode: '120000' });

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

/** Files of the pull request's recipe folder, which execute code when a runner reads them. */
const HIDDEN_CODE: Array<[name: string, (folder: string) => Files]> = [
  ['a meta.yaml of more than 1 MB', () => ({ 'meta.yaml': `# ${'x'.repeat(1024 * 1024)}\n${DICTIONARY}` })],
  ['a meta.yaml of more than is judged', () => ({ 'meta.yaml': `# ${'x'.repeat(128 * 1024)}\n${DICTIONARY}` })],
  ['a link', () => ({ 'meta.yaml': link('other.yaml'), 'other.yaml': DICTIONARY })],
  [
    'a link to a link',
    () => ({ 'meta.yaml': link('next.yaml'), 'next.yaml': link('other.yaml'), 'other.yaml': DICTIONARY }),
  ],
  ['a link out of the folder', () => ({ 'meta.yaml': link('../../README.md'), 'recipe.py': 'x = 1\n' })],
  ['a folder in place of meta.yaml', () => ({ 'meta.yaml/other.yaml': DICTIONARY })],
  ['another encoding', () => ({ 'meta.yaml': Buffer.from(`\uFEFF${DICTIONARY}`, 'utf16le') })],
  ['a meta.yml', () => ({ 'meta.yml': DICTIONARY })],
  ['a requirement from git', () => ({ 'meta.yaml': GOOD_META, 'requirements.txt': 'git+https://example.org/x.git\n' })],
  ['requirements in a link', () => ({ 'meta.yaml': GOOD_META, 'requirements.txt': link('meta.yaml') })],
];

test.each(HIDDEN_CODE)('code of a stranger that hides from the review waits for it: %s', async (name, make) => {
  const branch = name.replaceAll(/[^a-z]/gi, '-').toLowerCase();
  const folder = `recipes/${branch}`;
  const files = Object.entries({ 'recipe.py': RECIPES, ...make(folder) }).map(([file, content]) => [
    `${folder}/${file}`,
    content,
  ]);
  const pull = await openFromFork(stage, branch, Object.fromEntries(files), { as: 'stranger' });
  const { conclusion } = await completedCheck(stage, pull.repo, pull.head);
  expect(['action_required', 'failure']).toContain(conclusion);
  expect(readTimes(pull.head)).toBe(0);
});

test('files that cannot be judged are never harmless, whichever of them a runner would read', () => {
  const absent = { outcome: 'absent' } as const;
  const read = (text: string) => ({ outcome: 'read', text }) as const;
  const none = { 'meta.yaml': absent, 'meta.yml': absent, 'requirements.txt': absent };
  expect(whyReviewed(none)).toBeNull();
  expect(whyReviewed({ ...none, 'meta.yaml': read(GOOD_META), 'requirements.txt': read('numpy\n') })).toBeNull();
  for (const name of JUDGED_FILES) {
    const files = { ...none, 'meta.yaml': read(GOOD_META), [name]: { outcome: 'unreadable', reason: 'is a link' } };
    expect(whyReviewed(files)).toContain(`\`${name}\` is a link`);
  }
  expect(whyReviewed({ ...none, 'meta.yaml': read(GOOD_META), 'meta.yml': read(DICTIONARY) })).toContain('meta.yml');
  expect(whyReviewed({ ...none, 'requirements.txt': read('git+https://example.org/x.git') })).toContain('requirements');
});

test('what executes no code is read at once, and so is everything in a sandbox that protects', async () => {
  const plain = await opened('plain', GOOD_META);
  expect(await completedCheck(stage, plain.repo, plain.head)).toMatchObject({ conclusion: 'success' });
  await announceSandbox(stage.database.pool, { ...weak, name: 'bubblewrap', protectsSecrets: true });
  const safe = await opened('safe', DICTIONARY);
  expect(await completedCheck(stage, safe.repo, safe.head)).toMatchObject({ conclusion: 'success' });
});
