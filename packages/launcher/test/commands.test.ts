import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/ensure-feedstock';
import { resumeDispatching } from '@pangeo-forge/db/settings/resume-dispatching';
import { stopDispatching } from '@pangeo-forge/db/settings/stop-dispatching';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { deliver } from './flows/any-order.ts';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from './flow-stage.ts';
import {
  completedCheck,
  decided,
  decisionAbout,
  GOOD_META,
  openFromFork,
  ourComments,
  push,
  quiet,
  say,
} from './pull-request-life.ts';
import { metaOf } from './scripted-runner.ts';

interface Commented {
  comment?: { id: number };
}

let stage: FlowStage;
let succeed: FlowStage['runner']['bake'];

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  succeed = stage.runner.bake;
});

beforeEach(() => {
  stage.runner.bake = succeed;
  stage.runner.expand = () => ({ meta: metaOf('sst', 'ice') });
});

afterAll(() => stage.stop());

const failBake: FlowStage['runner']['bake'] = () => ({
  outcome: 'failed',
  exitCode: 1,
  reason: 'the recipe raised an error: ValueError',
  fault: 'author',
});

/** A bake that lasts until it is cancelled. */
const hang: FlowStage['runner']['bake'] = (_request, signal) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () =>
      resolve({ outcome: 'cancelled', exitCode: null, reason: 'It was cancelled.' }),
    );
  });

async function checked(branch: string) {
  const pull = await openFromFork(stage, branch);
  await completedCheck(stage, pull.repo, pull.head);
  return pull;
}

const runsOf = async (number: number) =>
  (
    await stage.database.pool.query<{ recipe_id: string; status: string; conclusion: string | null }>(
      'select recipe_id, status, conclusion from reciperun where pull_request = $1 order by id',
      [number],
    )
  ).rows;

test('/run all runs each recipe once, and says nothing but how they ended', async () => {
  const pull = await checked('run-all');
  const said = await say(stage, pull, '/run all', 'maintainer');
  expect(said).toMatchObject({ decision: 'ran', reactions: ['eyes', 'rocket'], replies: [] });
  await quiet(stage);
  expect(await runsOf(pull.number)).toMatchObject([{ conclusion: 'success' }, { conclusion: 'success' }]);
  expect(ourComments(stage, pull.repo, pull.number)).toHaveLength(2);
});

test.each([
  [
    'an unknown command',
    '/rnu sst',
    ['I do not know the command `/rnu`', 'Did you mean `/run`?', '`/cancel [RECIPE_ID…]`'],
  ],
  ['a missing recipe', '/run', ['Which recipe? Write `/run sst`, or `/run all`', '`sst`, `ice`']],
  ['an unknown recipe', '/run sts', ['There is no recipe `sts`', 'did you mean `/run sst`?']],
  ['nothing to retry', '/retry', ['Nothing failed here']],
  ['no log yet', '/logs', ['No run of this pull request has begun']],
])('%s gets one reply that says what would work', async (name, body, expected) => {
  const pull = await checked(name.replaceAll(' ', '-'));
  const said = await say(stage, pull, body, 'maintainer');
  expect(said).toMatchObject({ decision: 'refused', reactions: ['eyes', 'confused'] });
  expect(said.replies).toHaveLength(1);
  for (const text of expected) expect(said.replies[0]).toContain(text);
});

test('who has no right is told who has, and nothing runs', async () => {
  const pull = await checked('no-right');
  for (const command of ['/run sst', '/cancel', '/retry']) {
    const said = await say(stage, pull, command, 'contributor');
    expect(said).toMatchObject({ decision: 'refused', reactions: ['eyes', 'confused'] });
    expect(said.replies[0]).toContain('@contributor, this is for somebody with `write` permission');
  }
  expect((await say(stage, pull, '/logs', 'stranger')).replies[0]).toContain('@stranger, this is for');
  expect((await runsOf(pull.number)).every(({ status }) => status === 'queued')).toBe(true);
});

test('a maintainer who is named on the base branch of a feedstock may run, and one that the pull request names may not', async () => {
  const repo = `${ORGANIZATION}/named-feedstock`;
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'named-feedstock',
    files: { 'feedstock/meta.yaml': GOOD_META },
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

test('/run while a run is in progress is refused, and /cancel ends the run', async () => {
  stage.runner.bake = hang;
  const pull = await checked('busy');
  await say(stage, pull, '/run sst', 'maintainer');
  const again = await say(stage, pull, '/run sst', 'maintainer');
  expect(again.replies[0]).toMatch(/`sst` is being run already: \[run \d+\]/);
  const cancelled = await say(stage, pull, '/cancel', 'maintainer');
  expect(cancelled.replies[0]).toMatch(/^Cancelling `sst` \(run \d+\)/);
  await waitFor(async () => (await runsOf(pull.number)).some(({ conclusion }) => conclusion === 'cancelled'), {
    describe: () => runsOf(pull.number),
  });
  await quiet(stage);
});

test('/run waits for the recipes that are still being read, and /cancel overtakes it', async () => {
  let release = () => {};
  stage.runner.expand = () =>
    new Promise((resolve) => {
      release = () => resolve({ meta: metaOf('sst') });
    });
  const waiting = await openFromFork(stage, 'overtaken');
  await waitFor(() => stage.runner.requests.some(({ ref }) => ref === waiting.head));
  const run = await stage.github.comment(waiting.repo, waiting.number, '/run sst', 'maintainer');
  await waitFor(() => stage.github.repository(waiting.repo).reactions(run.id).length > 0);
  const cancel = await say(stage, waiting, '/cancel', 'maintainer');
  expect(cancel.replies[0]).toContain('will not start');
  expect(await decided(stage, 'issue_comment', run.id)).toEqual({
    decision: 'superseded',
    reason: 'a later /cancel took it back',
  });
  release();
  await completedCheck(stage, waiting.repo, waiting.head);
  const later = await say(stage, waiting, '/run sst', 'maintainer');
  expect(later.decision).toBe('ran');
  await quiet(stage);
});

test('a commit that is pushed after the comment was written is not run', async () => {
  const pull = await checked('moved');
  stage.github.holdWebhooks();
  const comment = await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  const next = await push(stage, pull, { 'recipes/moved/recipe.py': 'import os\n' });
  stage.github.releaseWebhooks();
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'refused' });
  expect(ourComments(stage, pull.repo, pull.number)[0]).toContain(`A newer commit (${next.slice(0, 7)}) was pushed`);
  await quiet(stage);
});

test('a comment that comes through more than an hour late is not obeyed', async () => {
  const pull = await checked('late');
  const comment = await stage.github.comment(pull.repo, pull.number, 'Hello', 'maintainer');
  await decided(stage, 'issue_comment', comment.id);
  const sent = stage.github.deliveries().find(({ payload }) => (payload as Commented).comment?.id === comment.id);
  const payload = structuredClone(sent?.payload) as Commented;
  Object.assign(payload.comment ?? {}, {
    body: '/run sst',
    created_at: new Date(Date.now() - 3 * 3_600_000).toISOString(),
  });
  await deliver(stage, { guid: 'late-comment', event: 'issue_comment', payload: payload as Record<string, unknown> });
  expect(await decisionAbout(stage, 'late-comment')).toMatchObject({ decision: 'refused' });
  expect(ourComments(stage, pull.repo, pull.number)[0]).toContain('more than an hour late');
});

test('/retry runs again what failed, as a new run', async () => {
  stage.runner.bake = failBake;
  const pull = await checked('retry');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  stage.runner.bake = succeed;
  expect(await say(stage, pull, '/retry', 'maintainer')).toMatchObject({
    decision: 'ran',
    reactions: ['eyes', 'rocket'],
  });
  await quiet(stage);
  const sst = (await runsOf(pull.number)).filter((run) => run.recipe_id === 'sst');
  expect(sst.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
});

test('/retry goes on with a feedstock that could not be finished', async () => {
  const pull = await checked('resumed');
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'resumed-feedstock',
    files: { a: 'a' },
    as: 'maintainer',
  });
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  const told = () => ourComments(stage, pull.repo, pull.number).some((text) => text.includes('exists already'));
  await waitFor(told, { describe: () => ourComments(stage, pull.repo, pull.number) });
  await quiet(stage);
  await stage.github.deleteRepository(`${ORGANIZATION}/resumed-feedstock`);
  expect(await say(stage, pull, '/retry', 'contributor')).toMatchObject({ decision: 'refused' });
  const said = await say(stage, pull, '/retry', 'maintainer');
  expect(said).toMatchObject({ decision: 'ran', reactions: ['eyes', 'rocket'] });
  expect(said.replies[0]).toContain('Trying again what had failed');
  await quiet(stage);
  expect(Object.keys(await stage.github.repository(`${ORGANIZATION}/resumed-feedstock`).files())).toContain(
    'feedstock/meta.yaml',
  );
});

test('what we could not do is told as our fault, and /retry does it', async () => {
  const pull = await checked('our-fault');
  const missing = { message: 'Resource not accessible by integration' };
  const lift = stage.github.faults.add({
    method: 'GET',
    path: new RegExp(`/pulls/${pull.number}$`),
    when: 'before',
    respond: { status: 403, body: missing },
  });
  await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  await waitFor(
    () => ourComments(stage, pull.repo, pull.number).some((text) => text.includes('it is not your fault')),
    {
      describe: async () =>
        (await stage.database.pool.query('select label, state, last_error from work order by id desc limit 5')).rows,
    },
  );
  lift();
  expect(await say(stage, pull, '/retry', 'maintainer')).toMatchObject({ decision: 'ran' });
  await quiet(stage);
  expect((await runsOf(pull.number)).find((run) => run.recipe_id === 'sst')).toMatchObject({ conclusion: 'success' });
});

test('/status, /logs, /lint and /help answer', async () => {
  const pull = await checked('tell');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  const status = await say(stage, pull, '/status', 'stranger');
  expect(status.replies[0]).toContain('One recipe is ready'.replace('One recipe is', '2 recipes are'));
  expect(status.replies[0]).toMatch(/\| `sst` \| test \| \w{7} \| success \| `maintainer` \|/);
  expect((await say(stage, pull, '/logs sst', 'contributor')).replies[0]).toContain(`bake ${pull.head}`);
  expect(await say(stage, pull, '/lint', 'contributor')).toMatchObject({ decision: 'ran', replies: [] });
  expect(stage.github.repository(pull.repo).checkRuns(pull.head)).toHaveLength(2);
  const help = await say(stage, pull, '/help', 'stranger');
  for (const name of ['run', 'cancel', 'retry', 'status', 'logs', 'lint', 'help'])
    expect(help.replies[0]).toContain(`\`/${name}`);
});

test('several commands in one comment get one reply, with CRLF as without', async () => {
  const pull = await checked('several');
  const said = await say(stage, pull, '/help\r\n/status\r\n', 'stranger');
  expect(said.replies).toHaveLength(1);
  expect(said.replies[0]).toMatch(/what it does[^]*The newest commit is/);
});

test('quoted lines, code, and words with a slash inside give no command', async () => {
  const pull = await checked('quoted');
  for (const body of ['> /run sst', '```\n/run sst\n```', 'please /run sst', 'see recipes/a/b', '']) {
    const comment = await stage.github.comment(pull.repo, pull.number, body || ' ', 'maintainer').catch(() => null);
    if (comment) expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'ignored' });
  }
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([]);
});

test('an edited comment is not obeyed, and its author is told once', async () => {
  const pull = await checked('edited');
  const comment = await stage.github.comment(pull.repo, pull.number, 'Nice!', 'maintainer');
  await decided(stage, 'issue_comment', comment.id);
  await stage.github.editComment(pull.repo, comment.id, '/run sst', 'maintainer');
  await stage.github.editComment(pull.repo, comment.id, '/run ice', 'maintainer');
  await waitFor(() => ourComments(stage, pull.repo, pull.number).length > 0);
  await quiet(stage);
  expect(ourComments(stage, pull.repo, pull.number)).toHaveLength(1);
  expect(ourComments(stage, pull.repo, pull.number)[0]).toContain('edited comment are not obeyed');
});

test('a comment that was deleted before it was read is not obeyed, and leaves nothing failed', async () => {
  const pull = await checked('deleted');
  stage.github.holdWebhooks();
  const comment = await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  await stage.github.deleteComment(pull.repo, comment.id, 'maintainer');
  stage.github.releaseWebhooks();
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'ignored' });
  await quiet(stage);
  expect((await runsOf(pull.number)).every(({ status }) => status === 'queued')).toBe(true);
});

test('a command on a plain issue is answered, and does nothing', async () => {
  const { number } = await stage.github.openIssue({ repo: STAGED_RECIPES, title: 'A question', as: 'contributor' });
  const said = await say(stage, { repo: STAGED_RECIPES, number }, '/run sst', 'maintainer');
  expect(said.replies[0]).toContain('Commands work in the comments of a pull request');
});

test('while an operator stops dispatching, what is asked for waits and its author reads why; then it goes on', async () => {
  const pull = await checked('stopped');
  const { pool } = stage.database;
  await stopDispatching(pool, { reason: 'The storage is full.', by: 'operator' });
  const comment = await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  await waitFor(() => ourComments(stage, pull.repo, pull.number).some((text) => text.includes('The storage is full.')));
  const bakes = () => stage.runner.requests.filter(({ kind, ref }) => kind === 'bake' && ref === pull.head);
  const other = await openFromFork(stage, 'opened-while-stopped');
  const merged = await openFromFork(stage, 'merged-while-stopped');
  await stage.github.mergePullRequest(merged.repo, merged.number, 'maintainer');
  const told = (number: number) => ourComments(stage, pull.repo, number).find((text) => text.includes('operators'));
  await waitFor(() => told(merged.number));
  const check = () => stage.github.repository(pull.repo).checkRuns(other.head)[0];
  await waitFor(() => check()?.output.title === 'Waiting for the operators', { describe: check });
  expect(check()?.summary ?? '').toContain('The storage is full.');
  expect(bakes()).toEqual([]);
  expect(stage.github.hasRepository(`${ORGANIZATION}/merged-while-stopped-feedstock`)).toBe(false);
  await resumeDispatching(pool, { by: 'operator' });
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'ran' });
  await quiet(stage);
  expect(bakes()).toHaveLength(1);
  expect(await completedCheck(stage, other.repo, other.head)).toMatchObject({ conclusion: 'success' });
  expect(ourComments(stage, pull.repo, pull.number)).toHaveLength(2);
  for (const number of [pull.number, merged.number]) {
    await waitFor(() => !told(number), { describe: () => ourComments(stage, pull.repo, number) });
    expect(ourComments(stage, pull.repo, number).some((text) => text.includes('The wait is over'))).toBe(true);
  }
  expect(stage.github.hasRepository(`${ORGANIZATION}/merged-while-stopped-feedstock`)).toBe(true);
});
