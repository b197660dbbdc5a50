import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION } from '../testing/flow-stage.ts';
import { ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { checked, runsOf, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

test('/retry runs again what failed, as a new run', async () => {
  const succeed = stage.runner.bake;
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'the recipe raised an error', fault: 'author' });
  const pull = await checked(stage, 'retry');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  stage.runner.bake = succeed;
  expect(await say(stage, pull, '/retry', 'maintainer')).toMatchObject({
    decision: 'ran',
    reactions: ['eyes', 'rocket'],
  });
  await quiet(stage);
  const sst = (await runsOf(stage, pull.number)).filter((run) => run.recipe_id === 'sst');
  expect(sst.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
});

test('/retry goes on with a feedstock that could not be finished', async () => {
  const pull = await checked(stage, 'resumed');
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'resumed-feedstock',
    files: { a: 'a' },
    as: 'maintainer',
  });
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  const reported = () => ourComments(stage, pull.repo, pull.number).some((text) => text.includes('exists already'));
  await waitFor(reported, { describe: () => ourComments(stage, pull.repo, pull.number) });
  await quiet(stage);
  await stage.github.deleteRepository(`${ORGANIZATION}/resumed-feedstock`);
  expect(await say(stage, pull, '/retry', 'contributor')).toMatchObject({ decision: 'refused' });
  const said = await say(stage, pull, '/retry', 'maintainer');
  expect(said).toMatchObject({ decision: 'ran', reactions: ['eyes', 'rocket'] });
  expect(said.replies[0]).toContain('Retrying what failed');
  await quiet(stage);
  expect(Object.keys(await stage.github.repository(`${ORGANIZATION}/resumed-feedstock`).files())).toContain(
    'feedstock/meta.yaml',
  );
});

test('what we could not do is reported as our fault, and /retry does it', async () => {
  const pull = await checked(stage, 'our-fault');
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
  expect((await runsOf(stage, pull.number)).find((run) => run.recipe_id === 'sst')).toMatchObject({
    conclusion: 'success',
  });
});
