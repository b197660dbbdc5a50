import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HandlerStage, startHandlerStage } from '../testing/handler-stage.ts';
import { type OpenedPullRequest, openFromFork } from '../testing/pull-request-life.ts';
import { STAGED_RECIPES } from '../testing/configured-app.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { lintCommand } from './lint.command.ts';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await startHandlerStage();
});

afterAll(() => stage.stop());

const lint = async ({ number }: OpenedPullRequest) =>
  lintCommand.handle(await stage.command(number, [], 'contributor'));

const checkRuns = ({ head }: OpenedPullRequest) => stage.github.repository(STAGED_RECIPES).checkRuns(head);

test('/lint starts another check of the newest commit each time, and waits for the runner', async () => {
  const pull = await openFromFork(stage, 'again');
  for (const count of [1, 2]) {
    await expect(lint(pull)).rejects.toBeInstanceOf(RequeueAfter);
    expect(checkRuns(pull)).toHaveLength(count);
    expect(checkRuns(pull)[0]).toMatchObject({ status: 'in_progress', output: { title: 'Reading the recipes' } });
  }
});

test('/lint on a closed pull request, and on one that changes no recipe, is refused with the reason', async () => {
  const closed = await openFromFork(stage, 'closed');
  await stage.github.closePullRequest(STAGED_RECIPES, closed.number, 'contributor');
  expect(await lint(closed)).toMatchObject({ outcome: 'refused', reason: 'the pull request is closed' });
  const readme = await openFromFork(stage, 'readme', { 'README.md': '# Other\n' });
  expect(await lint(readme)).toMatchObject({
    outcome: 'refused',
    reply: 'Nothing was checked: no file under recipes/ is changed.',
  });
  expect(checkRuns(closed)).toEqual([]);
});
