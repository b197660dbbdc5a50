import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FlowStage } from '../testing/flow-stage.ts';
import { decided, ourComments, quiet } from '../testing/pull-request-life.ts';
import { checked, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

const LONGEST_COMMENT = 65_536;

async function say(folder: string, text: string): Promise<string[]> {
  const pull = await checked(stage, folder);
  const comment = await stage.github.comment(pull.repo, pull.number, text, 'maintainer');
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'refused' });
  await quiet(stage);
  return ourComments(stage, pull.repo, pull.number);
}

test('a comment with more commands than anybody needs is answered once, and none of them is done', async () => {
  const replies = await say('many', '/status\n'.repeat(8_000));
  expect(replies).toEqual([expect.stringContaining('This comment has 8000 commands, and I take at most 10')]);
});

test.each([
  ['ids', '/run ', (index: number) => `unknown-${index} `],
  ['letters', '/run ', () => 'x'],
  ['marks', '/run x', () => '"'],
])('a comment that is as long as GitHub allows, of %s, gets a reply that GitHub takes', async (name, start, piece) => {
  let text = start;
  for (let index = 0; text.length < LONGEST_COMMENT - 20; index++) text += piece(index);
  const replies = await say(`long-${name}`, `${text}x`);
  expect(replies).toEqual([expect.stringMatching(/^There is no recipe/)]);
});
