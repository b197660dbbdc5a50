import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, decisionAbout, openFromFork, ourComments, quiet, say } from '../testing/pull-request-life.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage({ runOnlyOn: ['staging'] });
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

const decisionOf = async (action: string, number: number) => {
  const delivery = await waitFor(() =>
    stage.github
      .deliveries()
      .find(
        (one) =>
          one.event === 'pull_request' &&
          one.action === action &&
          (one.payload as { number?: number }).number === number,
      ),
  );
  return decisionAbout(stage, delivery.guid);
};

test('a pull request without our label is another deployment’s: nothing of it is touched', async () => {
  const pull = await openFromFork(stage, 'other');
  const reason = 'it has none of the labels staging';
  expect(await decisionOf('opened', pull.number)).toEqual({ decision: 'ignored', reason });
  expect(await say(stage, pull, '/run sst', 'maintainer')).toMatchObject({
    decision: 'ignored',
    reason,
    reactions: [],
    replies: [],
  });
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  expect(await decisionOf('closed', pull.number)).toEqual({ decision: 'ignored', reason });
  expect(stage.github.repository(pull.repo).checkRuns(pull.head)).toEqual([]);
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([]);
});

test('the label brings the check, and the whole way to production works', async () => {
  const pull = await openFromFork(stage, 'ours');
  await stage.github.addLabel(pull.repo, pull.number, 'Staging', 'maintainer');
  expect(await completedCheck(stage, pull.repo, pull.head)).toMatchObject({ conclusion: 'success' });
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  const feedstock = `${ORGANIZATION}/ours-feedstock`;
  const deployments = () =>
    stage.github.hasRepository(feedstock) ? stage.github.repository(feedstock).deployments() : [];
  await waitFor(() => deployments()[0]?.statuses.some(({ state }) => state === 'success'), { describe: deployments });
  await quiet(stage);
});
