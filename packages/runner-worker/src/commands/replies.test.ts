import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FlowStage, STAGED_RECIPES } from '../testing/flow-stage.ts';
import { completedCheck, push, quiet, say } from '../testing/pull-request-life.ts';
import { checked, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

test.each([
  [
    'an unknown command',
    '/rnu sst',
    ['I do not know the command `/rnu`', 'Did you mean `/run RECIPE_ID…|all', '`/help` lists all commands'],
  ],
  ['a command that is like no other', '/deploy', ['I do not know the command `/deploy`', '`/cancel [RECIPE_ID…]`']],
  ['a missing recipe', '/run', ['Which recipe? Write `/run sst`, or `/run all`', '`sst`, `ice`']],
  ['an unknown recipe', '/run sts', ['There is no recipe `sts`', 'did you mean `/run sst`?']],
  ['nothing to retry', '/retry', ['Nothing failed here']],
  ['no log yet', '/logs', ['No run of this pull request has begun']],
])('%s gets one reply that says what would work', async (name, body, expected) => {
  const pull = await checked(stage, name.replaceAll(' ', '-'));
  const said = await say(stage, pull, body, 'maintainer');
  expect(said).toMatchObject({ decision: 'refused', reactions: ['eyes', 'confused'] });
  expect(said.replies).toHaveLength(1);
  for (const text of expected) expect(said.replies[0]).toContain(text);
});

test('/status, /logs, /lint and /help answer', async () => {
  const pull = await checked(stage, 'tell');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  const status = await say(stage, pull, '/status', 'stranger');
  expect(status.replies[0]).toContain('2 recipes are ready');
  expect(status.replies[0]).toMatch(/\| `sst` \| test \| \w{7} \| success \| `maintainer` \|/);
  expect((await say(stage, pull, '/logs sst', 'contributor')).replies[0]).toContain(`bake ${pull.head}`);
  expect(await say(stage, pull, '/lint', 'contributor')).toMatchObject({ decision: 'ran', replies: [] });
  expect(stage.github.repository(pull.repo).checkRuns(pull.head)).toHaveLength(2);
  const help = await say(stage, pull, '/help', 'stranger');
  for (const name of ['run', 'cancel', 'retry', 'status', 'logs', 'lint', 'help'])
    expect(help.replies[0]).toContain(`\`/${name}`);
});

test('several commands in one comment get one reply, with CRLF as without', async () => {
  const pull = await checked(stage, 'several');
  const said = await say(stage, pull, '/help\r\n/status\r\n', 'stranger');
  expect(said.replies).toHaveLength(1);
  expect(said.replies[0]).toMatch(/what it does[^]*The newest commit is/);
});

test('a command on a plain issue is answered, and does nothing', async () => {
  const { number } = await stage.github.openIssue({ repo: STAGED_RECIPES, title: 'A question', as: 'contributor' });
  const said = await say(stage, { repo: STAGED_RECIPES, number }, '/run sst', 'maintainer');
  expect(said.replies[0]).toContain('Commands work in the comments of a pull request');
});

test('/status tells what holds for the newest commit, and folds what older commits came to', async () => {
  const pull = await checked(stage, 'older');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  const newer = await push(stage, pull, { 'recipes/older/recipe.py': 'x = 1\n' });
  await completedCheck(stage, pull.repo, newer);
  const [status = ''] = (await say(stage, pull, '/status', 'contributor')).replies;
  const [now = '', before = ''] = status.split('<details><summary>');
  expect(now).toContain(`The newest commit is ${newer.slice(0, 7)}; its check says: 2 recipes are ready`);
  expect(now.match(new RegExp(`test \\| ${newer.slice(0, 7)} \\| waits for`, 'g'))).toHaveLength(2);
  expect(before).toContain('Runs of older commits: 2. They say nothing about the newest one.');
  expect(before).toContain(`| \`sst\` | test | ${pull.head.slice(0, 7)} | success |`);
  expect(before).toContain(`| \`ice\` | test | ${pull.head.slice(0, 7)} | was never started |`);
});
