import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { goodRecipe, ourComments } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';
import { createDrive, type Drive } from '../testing/drive.ts';

const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;

let stage: FlowStage;
let drive: Drive;
let merged: { number: number; sha: string };

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  drive = await createDrive(stage);
  const { github } = stage;
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
  await github.createRepository({
    owner: ORGANIZATION,
    name: 'soil-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
  stage.runner.expand = () => ({ meta: metaOf('wet', 'dry') });
  merged = await mergeInFeedstock('first');
});

beforeEach(() => {
  stage.runner.bake = writeEmptyStore;
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

async function mergeInFeedstock(branch: string): Promise<{ number: number; sha: string }> {
  const { github } = stage;
  const files = { [`feedstock/${branch}.py`]: 'print()\n' };
  await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: branch, author: 'maintainer', files });
  const pull = { repo: FEEDSTOCK, head: branch, title: `Change ${branch}`, as: 'maintainer' };
  const { number } = await github.openPullRequest(pull);
  await drive.untilQuiet();
  await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  await drive.untilQuiet();
  return { number, sha: github.repository(FEEDSTOCK).branches().main ?? '' };
}

const productions = async () =>
  (
    await stage.database.pool.query<{ id: number; recipe_id: string; head_sha: string; conclusion: string }>(
      'select id, recipe_id, head_sha, conclusion from reciperun where not is_test order by id',
    )
  ).rows;

/** Says something, and answers with our reply to it and the production runs that came of it. */
async function say(body: string, options: { as?: string; number?: number; repo?: string } = {}) {
  const { as = 'maintainer', number = merged.number, repo = FEEDSTOCK } = options;
  const before = (await productions()).length;
  const { id } = await stage.github.comment(repo, number, body, as);
  await drive.untilQuiet();
  const reply = ourComments(stage, repo, number).find((text) => text.includes(`reply to comment ${repo} ${id} `));
  return { reply: reply ?? '', runs: (await productions()).slice(before), comment: id };
}

test('/run --production runs what the pull request merged, in full, with a deployment', async () => {
  const { reply, runs } = await say('/run wet --production');
  expect(runs).toMatchObject([{ recipe_id: 'wet', head_sha: merged.sha, conclusion: 'success' }]);
  expect(reply).toContain(`\`wet\` at ${merged.sha.slice(0, 7)} will run in production: [run ${runs[0]?.id}]`);
  const bake = stage.runner.requests.findLast(({ kind }) => kind === 'bake');
  expect(bake).toMatchObject({ prune: false, ref: merged.sha });
  expect(stage.github.repository(FEEDSTOCK).deployments().at(-1)).toMatchObject({ environment: 'wet' });
});

test('--ref names a branch, a tag or a commit of the feedstock', async () => {
  const older = merged.sha;
  await stage.github.commit({
    repo: FEEDSTOCK,
    branch: 'main',
    message: 'By hand',
    author: 'maintainer',
    files: { 'feedstock/recipe.py': 'recipe = 2\n' },
  });
  const newest = stage.github.repository(FEEDSTOCK).branches().main;
  expect((await say('/run all --production --ref main')).runs).toMatchObject([
    { recipe_id: 'wet', head_sha: newest },
    { recipe_id: 'dry', head_sha: newest },
  ]);
  expect((await say(`/run dry --production --ref ${older.slice(0, 9)}`)).runs).toMatchObject([
    { recipe_id: 'dry', head_sha: older },
  ]);
});

test('a commit that only a fork holds is never run in production', async () => {
  const { github } = stage;
  const fork = await github.fork(FEEDSTOCK, 'stranger');
  const files = { 'feedstock/recipe.py': 'recipe = steal()\n' };
  const sha = await github.commit({ repo: fork, branch: 'evil', message: 'x', author: 'stranger', files });
  const { number } = await github.openPullRequest({
    repo: FEEDSTOCK,
    head: 'stranger:evil',
    title: 'x',
    as: 'stranger',
  });
  for (const ref of [sha, sha.slice(0, 10), 'evil', `refs/pull/${number}/head`]) {
    const { runs, reply } = await say(`/run wet --production --ref ${ref}`);
    expect(runs).toEqual([]);
    expect(reply).toMatch(/may belong to a fork|has no branch, tag or commit/);
  }
});

test.each([
  [
    'who is only named in meta.yaml',
    '/run wet --production',
    { as: 'contributor' },
    'production runs need `write` permission',
  ],
  ['an unknown recipe', '/run wte --production', {}, 'did you mean `/run wet --production`?'],
  ['no recipe', '/run --production', {}, 'Write `/run wet --production`'],
  ['an unknown ref', '/run wet --production --ref mian', {}, 'has no branch, tag or commit `mian`'],
  ['a ref of a test run', '/run wet --ref main', {}, 'works only with `--production`'],
  ['a test run of what is merged', '/run wet', {}, '`/run RECIPE_ID --production` runs what it merged'],
  ['a retry where nothing failed', '/retry', {}, '`/run RECIPE_ID --production` runs what was merged'],
] as const)('%s is answered, and nothing runs', async (_name, body, options, said) => {
  const { runs, reply } = await say(body, options);
  expect(runs).toEqual([]);
  expect(reply).toContain(said);
});

test('what is not merged is not run in production', async () => {
  const { github } = stage;
  const files = { 'feedstock/open.py': 'print()\n' };
  await github.commit({ repo: FEEDSTOCK, branch: 'open', from: 'main', message: 'x', author: 'maintainer', files });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: 'open', title: 'x', as: 'maintainer' });
  await drive.untilQuiet();
  const { runs, reply } = await say('/run wet --production', { number });
  expect(runs).toEqual([]);
  expect(reply).toContain('Only merged recipes run in production');
});

test('on the issue about a failed production run the commands are about that run', async () => {
  const { github, runner } = stage;
  runner.bake = (request) =>
    request.recipeId === 'wet'
      ? { outcome: 'failed', exitCode: 1, reason: 'KeyError: "time"', fault: 'author' }
      : writeEmptyStore(request);
  const broken = await mergeInFeedstock('broken');
  const issue = github
    .repository(FEEDSTOCK)
    .issues()
    .find(({ state }) => state === 'open');
  expect(issue?.body).toContain('`/retry wet` here');
  const number = issue?.number ?? 0;
  expect((await say('/retry wet', { number })).runs).toMatchObject([{ head_sha: broken.sha, conclusion: 'failure' }]);
  const { id } = await github.comment(FEEDSTOCK, number, 'Nice!', 'maintainer');
  await github.editComment(FEEDSTOCK, id, '/retry wet', 'maintainer');
  await drive.untilQuiet();
  expect(ourComments(stage, FEEDSTOCK, number).at(-1)).toContain('edited comment are ignored');
  runner.bake = writeEmptyStore;
  const { runs, reply } = await say(`/run wet --production --ref ${merged.sha}`, { number });
  expect(runs).toMatchObject([{ head_sha: merged.sha, conclusion: 'success' }]);
  expect(reply).toContain('will run in production');
  expect(
    github
      .repository(FEEDSTOCK)
      .issues()
      .find((one) => one.number === number)?.state,
  ).toBe('closed');
});

test('an issue that somebody else wrote, with our marks copied into it, gives no power', async () => {
  const { github } = stage;
  const [run] = await productions();
  const body = `<!-- pangeo-forge: run ${run?.id} -->`;
  const { number } = await github.openIssue({ repo: FEEDSTOCK, title: 'Mine', body, as: 'stranger' });
  const { runs, reply } = await say('/run wet --production', { number });
  expect(runs).toEqual([]);
  expect(reply).toContain('Nothing was done');
});

test('a comment that is delivered again starts nothing again', async () => {
  const { runs, comment } = await say('/run wet --production');
  expect(runs).toHaveLength(1);
  const before = await productions();
  const delivery = stage.github
    .deliveries()
    .find(({ payload }) => (payload as { comment?: { id: number } }).comment?.id === comment);
  await stage.database.pool.query(
    `update work set state = 'due', attempts = 0 where kind = 'deliveries' and ref = $1`,
    [delivery?.guid],
  );
  await drive.untilQuiet();
  expect(await productions()).toEqual(before);
});

test('/retry reads a merge again whose recipes could not be read', async () => {
  const { runner } = stage;
  const { expand } = runner;
  runner.expand = ({ repoUrl }) =>
    repoUrl.includes('soil-feedstock') ? { outcome: 'failed', exitCode: 1, reason: 'git did not answer' } : {};
  const { number, sha } = await mergeInFeedstock('unreadable');
  const reported = () => ourComments(stage, FEEDSTOCK, number).filter((text) => text.includes('No production run'));
  expect(reported()).toEqual([expect.stringContaining('git did not answer')]);
  expect((await say('/retry', { number })).runs).toEqual([]);
  expect(reported()).toHaveLength(2);
  runner.expand = expand;
  const { runs, reply } = await say('/retry', { number });
  expect(reply).toContain('Retrying what failed');
  expect(runs).toMatchObject([
    { recipe_id: 'wet', head_sha: sha, conclusion: 'success' },
    { recipe_id: 'dry', head_sha: sha, conclusion: 'success' },
  ]);
});
