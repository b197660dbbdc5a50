import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, type OpenedPullRequest, openFromFork, ourComments } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.github.setCollaborator(STAGED_RECIPES, 'contributor', 'triage');
  stage.runner.expand = () => ({ meta: metaOf('sst', 'ice') });
});
afterAll(() => stage.stop());

async function opened(branch: string): Promise<OpenedPullRequest> {
  const pull = await openFromFork(stage, branch);
  await completedCheck(stage, pull.repo, pull.head);
  return pull;
}
const labelsOf = ({ repo, number }: OpenedPullRequest) =>
  stage.github
    .repository(repo)
    .pullRequests()
    .filter((pull) => pull.number === number)
    .flatMap(({ labels }) => labels.map(({ name }) => name));

async function startedOf({ head }: OpenedPullRequest): Promise<string[]> {
  const { rows } = await stage.database.pool.query<{ recipe_id: string }>(
    `select recipe_id from reciperun where head_sha = $1 and status <> 'queued' order by recipe_id`,
    [head],
  );
  return rows.map(({ recipe_id: id }) => id);
}

async function saidOn(pull: OpenedPullRequest, text: string): Promise<void> {
  const said = () => ourComments(stage, pull.repo, pull.number);
  await waitFor(() => said().some((comment) => comment.includes(text)), { describe: said });
}

test('the label run:RECIPE_ID of somebody who may run tests this recipe once, and is removed', async () => {
  const pull = await opened('labeled');
  await stage.github.addLabel(pull.repo, pull.number, 'run:sst', 'maintainer');
  await saidOn(pull, 'sst');
  await waitFor(async () => (await startedOf(pull)).length > 0);
  await waitFor(() => labelsOf(pull).length === 0, { describe: () => labelsOf(pull) });
  expect(await startedOf(pull)).toEqual(['sst']);
});

test('the label of somebody who may not run starts nothing, is removed, and gets a reply', async () => {
  const pull = await opened('not-allowed');
  await stage.github.addLabel(pull.repo, pull.number, 'run:sst', 'contributor');
  await saidOn(pull, '@contributor, you are not allowed to start runs by a label. Please ask');
  await waitFor(() => labelsOf(pull).length === 0, { describe: () => labelsOf(pull) });
  expect(await startedOf(pull)).toEqual([]);
});

test('a label that names no recipe of the commit gets a reply with those that there are', async () => {
  const pull = await opened('unknown');
  await stage.github.addLabel(pull.repo, pull.number, 'run:sts', 'maintainer');
  await saidOn(pull, 'There is no recipe `sts` in this pull request: did you mean `/run sst`?');
  await waitFor(() => labelsOf(pull).length === 0, { describe: () => labelsOf(pull) });
});

test('any other label stays, and starts nothing', async () => {
  const pull = await opened('other');
  await stage.github.addLabel(pull.repo, pull.number, 'runner', 'maintainer');
  await waitFor(async () => {
    const { rows } = await stage.database.pool.query(
      `select 1 from webhook_delivery where event = 'pull_request' and action = 'labeled' and handled_at is null`,
    );
    return rows.length === 0;
  });
  expect(labelsOf(pull)).toEqual(['runner']);
  expect(await startedOf(pull)).toEqual([]);
});
