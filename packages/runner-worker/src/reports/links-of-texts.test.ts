import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, GOOD_META, goodRecipe, openFromFork, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

const FEEDSTOCK = `${ORGANIZATION}/linked-feedstock`;

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.runner.expand = () => ({ meta: metaOf('sst', 'ice') });
});

afterAll(() => stage.stop());

/** Addresses on GitHub in everything that the App has written there. */
function linksOf(repo: string): string[] {
  const { github } = stage;
  const repository = github.repository(repo);
  const issues = repository.issues();
  const pulls = repository.pullRequests();
  const texts = [
    ...issues.map(({ body }) => body ?? ''),
    ...[...issues, ...pulls].flatMap(({ number }) => repository.comments(number).map(({ body }) => body ?? '')),
    ...pulls.flatMap(({ head }) => repository.checkRuns(head.sha).flatMap(({ summary }) => summary ?? '')),
  ];
  return texts
    .flatMap((text) => text.match(/https?:\/\/[^\s)>"'`\]]+/g) ?? [])
    .filter((url) => url.startsWith(github.serverUrl));
}

test('every link to GitHub in our texts leads to a page', async () => {
  const { github, runner } = stage;
  const taken = await openFromFork(stage, 'linked', goodRecipe('recipes/linked'));
  await completedCheck(stage, taken.repo, taken.head);
  await say(stage, taken, '/run all', 'maintainer');
  await quiet(stage);
  runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'KeyError', fault: 'author' });
  await github.mergePullRequest(taken.repo, taken.number, 'maintainer');
  const openIssues = () => (github.hasRepository(FEEDSTOCK) ? github.repository(FEEDSTOCK).issues() : []);
  await waitFor(() => openIssues().filter(({ title }) => title.includes('failed')).length === 2, {
    describe: openIssues,
  });
  await quiet(stage);
  const again = await openFromFork(stage, 'again', { 'recipes/Linked/meta.yaml': GOOD_META });
  await completedCheck(stage, again.repo, again.head);
  const links = [...new Set([STAGED_RECIPES, FEEDSTOCK].flatMap(linksOf))];
  expect(links.length).toBeGreaterThan(1);
  const missing: string[] = [];
  for (const url of links) if (!(await fetch(url)).ok) missing.push(url);
  expect(missing).toEqual([]);
});
