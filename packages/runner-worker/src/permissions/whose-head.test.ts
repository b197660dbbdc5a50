import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { checked, runsOf, startCommandStage } from '../testing/command-stage.ts';
import type { FlowStage } from '../testing/flow-stage.ts';
import {
  completedCheck,
  goodRecipe,
  type OpenedPullRequest,
  openFromFork,
  ourComments,
  push,
  quiet,
  say,
} from '../testing/pull-request-life.ts';

const MINUTE_MS = 60_000;

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});
// Checks are completed by our clock. GitHub's is behind it, so that comments come before a check was shown for a minute.
beforeEach(() => {
  stage.githubClock.aheadMs = -30 * MINUTE_MS;
});
afterAll(() => stage.stop());

const letPass = (ms: number) => {
  stage.githubClock.aheadMs += ms;
};
const started = async ({ number }: OpenedPullRequest) =>
  (await runsOf(stage, number)).filter(({ status }) => status !== 'queued').length;

/** A commit that nobody has seen: pushed after the check of the first one was looked at. */
async function pushUnseen(branch: string) {
  const pull = await checked(stage, branch);
  letPass(10 * MINUTE_MS);
  const head = await push(stage, pull, { [`recipes/${branch}/recipe.py`]: 'recipe = 2\n' });
  await completedCheck(stage, pull.repo, head);
  letPass(2_000);
  return { pull, head };
}

test('a commit that is pushed after the maintainer’s look, and before the comment, is not run', async () => {
  const { pull, head } = await pushUnseen('pushed-after');
  const said = await say(stage, pull, '/run sst', 'maintainer');
  expect(said).toMatchObject({ decision: 'refused' });
  expect(said.replies[0]).toContain(`commit ${head.slice(0, 7)} was new, so you may not have seen it`);
  expect(said.replies[0]).toContain(`/run sst@${head}`);
  expect(await started(pull)).toBe(0);
});

test('the reply leads to the button of that commit’s check, and the button runs it', async () => {
  const { pull, head } = await pushUnseen('button');
  const { replies } = await say(stage, pull, '/run all', 'maintainer');
  const check = await completedCheck(stage, pull.repo, head);
  expect(replies[0]).toContain(`press \`Run all\` on [its check](${check.html_url})`);
  stage.github.requestCheckRunAction(pull.repo, check.id, 'run-all', 'maintainer');
  await waitFor(async () => (await started(pull)) === 2);
});

test('a commit whose check is not completed yet is not run by a comment that does not name it', async () => {
  const pull = await checked(stage, 'unfinished');
  letPass(10 * MINUTE_MS);
  const expand = stage.runner.expand;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  stage.runner.expand = async (...call) => {
    await held;
    return expand(...call);
  };
  const head = await push(stage, pull, { 'recipes/unfinished/recipe.py': 'recipe = 2\n' });
  letPass(2_000);
  const said = await say(stage, pull, '/run sst', 'maintainer');
  expect(said).toMatchObject({ decision: 'refused' });
  expect(said.replies[0]).toContain(head);
  stage.runner.expand = expand;
  release();
  await quiet(stage);
  expect(await started(pull)).toBe(0);
});

test('a commit that was shown for a minute is run', async () => {
  const { pull } = await pushUnseen('shown');
  letPass(22 * MINUTE_MS);
  expect(await say(stage, pull, '/run sst', 'maintainer')).toMatchObject({ decision: 'ran' });
});

test('a new commit of somebody who may run is run at once, and whoever opens somebody else’s branch vouches for nothing', async () => {
  const own = await openFromFork(stage, 'own', undefined, { as: 'maintainer' });
  await completedCheck(stage, own.repo, own.head);
  letPass(2_000);
  expect(await say(stage, own, '/run sst', 'maintainer')).toMatchObject({ decision: 'ran' });
  await openFromFork(stage, 'first-of-contributor');
  await stage.github.commit({
    repo: 'contributor/staged-recipes',
    branch: 'foreign',
    message: 'Add foreign',
    author: 'contributor',
    files: goodRecipe('recipes/foreign'),
  });
  const { number } = await stage.github.openPullRequest({
    repo: own.repo,
    head: 'contributor:foreign',
    title: 'Somebody else’s',
    as: 'maintainer',
  });
  letPass(2_000);
  expect(await say(stage, { repo: own.repo, number }, '/run sst', 'maintainer')).toMatchObject({ decision: 'refused' });
});

describe('a comment that names its commit', () => {
  test('runs it at once, by all of its characters or the first seven', async () => {
    const { pull, head } = await pushUnseen('named');
    expect(await say(stage, pull, `/run sst@${head.slice(0, 7)}`, 'maintainer')).toMatchObject({ decision: 'ran' });
    expect(await say(stage, pull, `/run ice @${head}`, 'maintainer')).toMatchObject({ decision: 'ran' });
  });

  test('runs nothing when another one is the head', async () => {
    const { pull, head } = await pushUnseen('moved-on');
    const said = await say(stage, pull, `/run all@${pull.head}`, 'maintainer');
    expect(said).toMatchObject({ decision: 'refused' });
    expect(said.replies[0]).toContain(`The newest is ${head}`);
    expect(await started(pull)).toBe(0);
  });

  test('runs nothing when its beginning could mean another commit of the pull request', async () => {
    const { pull, head } = await pushUnseen('alike');
    const alike = `${head.slice(0, 39)}${head.endsWith('0') ? '1' : '0'}`;
    await stage.database.pool.query(
      `update webhook_delivery set head_sha = $1 where head_sha = $2 and event = 'pull_request'`,
      [alike, pull.head],
    );
    const short = await say(stage, pull, `/run sst@${head.slice(0, 12)}`, 'maintainer');
    expect(short).toMatchObject({ decision: 'refused' });
    expect(short.replies[0]).toContain('More than one commit');
    expect(await say(stage, pull, `/run sst@${head}`, 'maintainer')).toMatchObject({ decision: 'ran' });
  });

  test('gets a reply when what it names is no commit', async () => {
    const pull = await checked(stage, 'no-commit');
    for (const command of ['/run sst@main', '/run sst@12', '/run sst@', `/run sst@${'a'.repeat(41)}`])
      expect((await say(stage, pull, command, 'maintainer')).replies[0]).toContain('After `@` write the id');
    const two = await say(stage, pull, `/run sst@aaaaaaa ice@bbbbbbb`, 'maintainer');
    expect(two.replies[0]).toContain('Please name one commit');
  });
});

test('`/lint` approves no code that nobody has seen', async () => {
  const { pull } = await pushUnseen('lint');
  expect(await say(stage, pull, '/lint', 'maintainer')).toMatchObject({ decision: 'ran' });
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([]);
});
