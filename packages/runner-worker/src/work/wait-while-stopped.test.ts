import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resumeDispatching, stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION } from '../testing/flow-stage.ts';
import { completedCheck, decided, openFromFork, ourComments, quiet } from '../testing/pull-request-life.ts';
import { checked, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

test('while an operator stops dispatching, what is asked for waits and its author reads why; then it goes on', async () => {
  const pull = await checked(stage, 'stopped');
  const { pool } = stage.database;
  await stopDispatching(pool, { reason: 'The storage is full.', by: 'operator' });
  const comment = await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  await waitFor(() => ourComments(stage, pull.repo, pull.number).some((text) => text.includes('The storage is full.')));
  const bakes = () => stage.runner.requests.filter(({ kind, ref }) => kind === 'bake' && ref === pull.head);
  const other = await openFromFork(stage, 'opened-while-stopped');
  const merged = await openFromFork(stage, 'merged-while-stopped');
  await stage.github.mergePullRequest(merged.repo, merged.number, 'maintainer');
  const reported = (number: number) => ourComments(stage, pull.repo, number).find((text) => text.includes('operators'));
  await waitFor(() => reported(merged.number));
  const check = () => stage.github.repository(pull.repo).checkRuns(other.head)[0];
  await waitFor(() => check()?.output.title === 'Waiting: the operators have paused new work', { describe: check });
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
    await waitFor(() => !reported(number), { describe: () => ourComments(stage, pull.repo, number) });
    expect(ourComments(stage, pull.repo, number).some((text) => text.includes('The wait is over'))).toBe(true);
  }
  expect(stage.github.hasRepository(`${ORGANIZATION}/merged-while-stopped-feedstock`)).toBe(true);
});
