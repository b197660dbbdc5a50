import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import {
  completedCheck,
  decisionAbout,
  GOOD_META,
  goodRecipe,
  openFromFork,
  type OpenedPullRequest,
  ourComments,
  quiet,
  say,
} from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.runner.expand = () => ({ meta: metaOf('sst') });
});

afterAll(() => stage.stop());

/** Merges it, and returns the decision about the merge. */
async function merge({ repo, number }: Pick<OpenedPullRequest, 'repo' | 'number'>) {
  await stage.github.mergePullRequest(repo, number, 'maintainer');
  const guid = () =>
    stage.github
      .deliveries()
      .find(
        ({ event, action, payload }) =>
          event === 'pull_request' &&
          action === 'closed' &&
          (payload as { number?: number; repository: { full_name: string } }).number === number &&
          (payload as { repository: { full_name: string } }).repository.full_name === repo,
      )?.guid;
  await stage.github.drainWebhooks();
  const decision = await decisionAbout(stage, guid() ?? '');
  await quiet(stage);
  return decision;
}

describe('pangeo-forge/staged-recipes#239: a recipe outside recipes/', () => {
  test.each(['top/meta.yaml', 'recipes/meta.yaml', 'Recipes/upper/meta.yaml'])(
    '%s gets a failing check that says where it belongs',
    async (path) => {
      const pull = await openFromFork(stage, `wrong-${path.replaceAll('/', '-')}`, { [path]: GOOD_META });
      const check = await completedCheck(stage, pull.repo, pull.head);
      expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'The recipe is in the wrong place' } });
      expect(check.summary).toContain(`- move \`${path}\` to \`recipes/`);
      expect(check.summary).toContain('**Next:** push a commit that moves these files');
    },
  );

  test('when it is merged all the same, one comment says what leads to a feedstock, and /retry reads it again', async () => {
    const pull = await openFromFork(stage, 'merged-at-the-top', { 'astray/meta.yaml': GOOD_META });
    await completedCheck(stage, pull.repo, pull.head);
    expect(await merge(pull)).toMatchObject({ decision: 'failed' });
    expect(ourComments(stage, pull.repo, pull.number)).toEqual([
      expect.stringMatching(
        /created no feedstock[^]*to `recipes\/astray\/meta.yaml`[^]*open a pull request that moves/,
      ),
    ]);
    expect(await say(stage, pull, '/retry', 'maintainer')).toMatchObject({ decision: 'ran' });
  });
});

test.each(['README.md', '.pre-commit-config.yaml'])(
  'pangeo-forge/staged-recipes#242: a merge with the stray file %s creates the feedstock of the recipe, and leaves the file',
  async (stray) => {
    const name = stray === 'README.md' ? 'with-readme' : 'with-hooks';
    const pull = await openFromFork(stage, name, { [`recipes/${name}/meta.yaml`]: GOOD_META, [stray]: 'stray\n' });
    expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({
      output: { title: 'Files outside the recipe folder' },
    });
    expect(await merge(pull)).toMatchObject({ decision: 'ran' });
    expect(Object.keys(await stage.github.repository(`${ORGANIZATION}/${name}-feedstock`).files())).toContain(
      'feedstock/meta.yaml',
    );
    const left = await stage.github.repository(STAGED_RECIPES).files();
    expect(String(left[stray])).toBe('stray\n');
    expect(Object.keys(left)).not.toContain(`recipes/${name}/meta.yaml`);
    expect(ourComments(stage, pull.repo, pull.number)).toContainEqual(
      expect.stringContaining('The recipe now has its own repository'),
    );
  },
);

test('a merge of two recipe folders creates neither, and one comment says how each gets its feedstock', async () => {
  const pull = await openFromFork(stage, 'two', {
    'recipes/two-a/meta.yaml': GOOD_META,
    'recipes/two-b/meta.yaml': GOOD_META,
  });
  await completedCheck(stage, pull.repo, pull.head);
  expect(await merge(pull)).toMatchObject({ decision: 'failed' });
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([
    expect.stringMatching(/created no feedstock[^]*`recipes\/two-a`, `recipes\/two-b`[^]*one pull request for each/),
  ]);
});

describe('conda-forge/staged-recipes#19130: a feedstock of that name exists', () => {
  test.each(['taken', 'Taken'])('the check of `recipes/%s` says so while its author can still act', async (name) => {
    const repo = `${ORGANIZATION}/taken-feedstock`;
    if (!stage.github.hasRepository(repo))
      await stage.github.createRepository({ owner: ORGANIZATION, name: 'taken-feedstock', files: { a: 'a' } });
    const pull = await openFromFork(stage, `for-${name}`, { [`recipes/${name}/meta.yaml`]: GOOD_META });
    const check = await completedCheck(stage, pull.repo, pull.head);
    expect(check).toMatchObject({
      conclusion: 'failure',
      output: { title: 'A feedstock of this name exists' },
    });
    expect(check.summary).toContain(`\`${repo}\`](${stage.github.serverUrl}/${repo})`);
    expect(check.summary).toContain(`rename the folder \`recipes/${name}\``);
  });
});

describe('github/branch-deploy#340: a pull request into another branch than the default', () => {
  test('its check says so, its merge runs nothing, and one comment says what does', async () => {
    const name = 'branches-feedstock';
    const repo = `${ORGANIZATION}/${name}`;
    const { github } = stage;
    const files = goodRecipe('feedstock');
    await github.createRepository({ owner: ORGANIZATION, name, files, as: 'maintainer' });
    await ensureFeedstock(stage.database.pool, repo);
    await github.commit({ repo, branch: 'dev', message: 'dev', author: 'maintainer', files: { 'feedstock/a.py': '' } });
    const change = { 'feedstock/b.py': 'print()\n' };
    const head = await github.commit({
      repo,
      branch: 'change',
      from: 'dev',
      message: 'c',
      author: 'maintainer',
      files: change,
    });
    const { number } = await github.openPullRequest({
      repo,
      head: 'change',
      base: 'dev',
      title: 'C',
      as: 'maintainer',
    });
    const check = await completedCheck(stage, repo, head);
    expect(check).toMatchObject({ conclusion: 'success' });
    expect(check.summary).toMatch(/Before this is merged:[^]*only a merge into `main` starts production runs/);
    expect(await merge({ repo, number })).toEqual({
      decision: 'refused',
      reason: 'it was merged into dev, not into main',
    });
    expect(ourComments(stage, repo, number)).toEqual([
      expect.stringMatching(/no production run was started[^]*from `dev` to `main`/),
    ]);
    const { rows } = await stage.database.pool.query(
      'select r.id from reciperun r join feedstock f on f.id = r.feedstock_id where f.spec = $1 and not r.is_test',
      [repo],
    );
    expect(rows).toEqual([]);
    const asked = await say(stage, { repo, number }, '/run sst --production', 'maintainer');
    expect(asked).toMatchObject({ decision: 'refused' });
    expect(asked.replies[0]).toContain('--ref dev');
  });

  test('in staged-recipes it creates no feedstock', async () => {
    const { github } = stage;
    await github.commit({
      repo: STAGED_RECIPES,
      branch: 'later',
      from: 'main',
      message: 'l',
      author: 'maintainer',
      files: { later: 'x' },
    });
    const fork = 'contributor/staged-recipes';
    const files = { 'recipes/branched/meta.yaml': GOOD_META };
    await github.commit({ repo: fork, branch: 'branched', message: 'b', author: 'contributor', files });
    const { number } = await github.openPullRequest({
      repo: STAGED_RECIPES,
      head: 'contributor:branched',
      base: 'later',
      title: 'Add branched',
      as: 'contributor',
    });
    await quiet(stage);
    expect(await merge({ repo: STAGED_RECIPES, number })).toMatchObject({ decision: 'refused' });
    expect(github.hasRepository(`${ORGANIZATION}/branched-feedstock`)).toBe(false);
    expect(ourComments(stage, STAGED_RECIPES, number)).toEqual([expect.stringContaining('no feedstock was created')]);
  });
});

test('what a ruleset of the default branch will refuse is noted in the check, unless the App may bypass it', async () => {
  const { github, app } = stage;
  const noteOf = async (branch: string) => {
    const pull = await openFromFork(stage, branch);
    const { conclusion, summary } = await completedCheck(stage, pull.repo, pull.head);
    expect(conclusion).toBe('success');
    return /which it cannot merge itself: (.*?)\. A comment/.exec(summary ?? '')?.[1];
  };
  github.protectBranch(STAGED_RECIPES, 'main', {
    mergeQueue: true,
    requiredReviews: 1,
    requiredStatusChecks: ['synchronize', 'docs'],
    ruleset: { id: 7 },
  });
  expect(await noteOf('ruled')).toBe(
    'it is merged through a merge queue, and a merge needs 1 approving review, and a merge needs the check docs',
  );
  github.protectBranch(STAGED_RECIPES, 'main', { mergeQueue: true, ruleset: { id: 8, appsMayBypass: [app.id] } });
  expect(await noteOf('bypassed')).toBeUndefined();
  github.protectBranch(STAGED_RECIPES, 'main', { requiredStatusChecks: ['synchronize'], ruleset: { id: 9 } });
  expect(await noteOf('own-check')).toBeUndefined();
  github.protectBranch(STAGED_RECIPES, 'main', null);
});

test('palantir/policy-bot#870: a pull request of more than 3,000 files is refused, since GitHub does not list them all', async () => {
  const data = Array.from({ length: 3_001 }, (_, number) => [`recipes/large/data/${number}.txt`, `${number}\n`]);
  const pull = await openFromFork(stage, 'large', { ...goodRecipe('recipes/large'), ...Object.fromEntries(data) });
  const check = await completedCheck(stage, pull.repo, pull.head);
  expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'Too many changed files' } });
});
