import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FlowStage, STAGED_RECIPES } from '../testing/flow-stage.ts';
import { completedCheck, decided, openFromFork, ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { checked, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

const LONGEST_COMMENT = 65_536;

async function repliesTo(folder: string, text: string): Promise<string[]> {
  const pull = await checked(stage, folder);
  const comment = await stage.github.comment(pull.repo, pull.number, text, 'maintainer');
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'refused' });
  await quiet(stage);
  return ourComments(stage, pull.repo, pull.number);
}

test('a comment with more commands than anybody needs is answered once, and none of them is done', async () => {
  const replies = await repliesTo('many', '/status\n'.repeat(8_000));
  expect(replies).toEqual([
    expect.stringContaining('This comment has 8000 commands. The limit is 10, so nothing was done'),
  ]);
});

test.each([
  ['ids', '/run ', (index: number) => `unknown-${index} `],
  ['letters', '/run ', () => 'x'],
  ['marks', '/run x', () => '"'],
])('a comment that is as long as GitHub allows, of %s, gets a reply that GitHub takes', async (name, start, piece) => {
  let text = start;
  for (let index = 0; text.length < LONGEST_COMMENT - 20; index++) text += piece(index);
  const replies = await repliesTo(`long-${name}`, `${text}x`);
  expect(replies).toEqual([expect.stringMatching(/^There is no recipe/)]);
});

test.each([
  [
    'an unknown command',
    '/rnu sst',
    ['Unknown command `/rnu`', 'Did you mean `/run RECIPE_ID…|all', '`/help` lists all commands'],
  ],
  ['a command that is like no other', '/deploy', ['Unknown command `/deploy`', '`/cancel [RECIPE_ID…]`']],
  ['a missing recipe', '/run', ['Which recipe? Write `/run sst`, or `/run all`', '`sst`, `ice`']],
  ['an unknown recipe', '/run sts', ['There is no recipe `sts`', 'did you mean `/run sst`?']],
  ['nothing to retry', '/retry', ['Nothing failed here']],
  ['no log yet', '/logs', ['No run of this pull request has started']],
])('%s gets one reply that says what would work', async (name, body, expected) => {
  const pull = await checked(stage, name.replaceAll(' ', '-'));
  const said = await say(stage, pull, body, 'maintainer');
  expect(said).toMatchObject({ decision: 'refused', reactions: ['eyes', 'confused'] });
  expect(said.replies).toHaveLength(1);
  for (const text of expected) expect(said.replies[0]).toContain(text);
});

test.each([
  ['changes no recipe', { 'README.md': 'Hello' }, 'Nothing was started: no file under recipes/ is changed.'],
  [
    'only describes datasets',
    {
      'recipes/described/meta.yaml':
        'title: Sea\ndescription: Its temperature\nmaintainers:\n  - github: contributor\n',
      'recipes/described/catalog.yaml': 'stores:\n  - id: sea\n    url: https://example.org/sea.zarr\n',
    },
    'Nothing was started: the newest commit names no recipe, so there is nothing to bake.',
  ],
])('/run where the pull request %s is not said to have something to fix', async (name, files, reply) => {
  const pull = await openFromFork(stage, name.replaceAll(' ', '-'), files);
  if ('README.md' in files) await quiet(stage);
  else await completedCheck(stage, pull.repo, pull.head);
  const said = await say(stage, pull, `/run all@${pull.head}`, 'maintainer');
  expect(said).toMatchObject({ decision: 'refused', reactions: ['eyes', 'confused'] });
  expect(said.replies).toEqual([expect.stringContaining(reply)]);
  expect(said.replies[0]).not.toContain('what to fix');
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
