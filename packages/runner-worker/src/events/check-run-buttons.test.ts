import { afterAll, beforeAll, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, openFromFork, ourComments } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

test('the check of a fork’s commit can be asked for again, and so can its suite', async () => {
  const pull = await openFromFork(stage, 'again');
  const first = await completedCheck(stage, pull.repo, pull.head);
  const succeeded = () =>
    stage.github
      .repository(STAGED_RECIPES)
      .checkRuns(pull.head)
      .filter(({ conclusion }) => conclusion === 'success').length;
  await stage.github.rerequestCheckRun(pull.repo, first.id, 'maintainer');
  await waitFor(() => succeeded() === 2);
  await stage.github.rerequestCheckSuite(pull.repo, first.check_suite?.id ?? 0, 'maintainer');
  await waitFor(() => succeeded() === 3);
});

test('the button runs all recipes for those who may, and replies to the others', async () => {
  stage.runner.expand = () => ({ meta: metaOf('sst', 'ice') });
  const pull = await openFromFork(stage, 'button');
  const { id } = await completedCheck(stage, pull.repo, pull.head);
  stage.github.requestCheckRunAction(pull.repo, id, 'run-all', 'contributor');
  await waitFor(() =>
    ourComments(stage, pull.repo, pull.number).some((text) =>
      text.includes('you are not allowed to use this button. Please ask somebody with `write`'),
    ),
  );
  stage.github.requestCheckRunAction(pull.repo, id, 'run-all', 'maintainer');
  const said = () => ourComments(stage, pull.repo, pull.number);
  await waitFor(() => said().some((text) => text.includes('Both test runs that you requested succeeded')), {
    describe: said,
  });
  stage.runner.expand = () => ({ meta: metaOf('sst') });
});
