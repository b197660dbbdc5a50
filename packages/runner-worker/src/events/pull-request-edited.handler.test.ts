import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, decisionAbout, goodRecipe, openFromFork, quiet } from '../testing/pull-request-life.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

const edits = () =>
  stage.github.deliveries().filter(({ event, action }) => event === 'pull_request' && action === 'edited');

const titlesOf = (head: string) =>
  stage.github
    .repository(STAGED_RECIPES)
    .checkRuns(head)
    .map(({ output }) => output.title);

test('the same commit on another base branch is checked anew, once, by what it changes there', async () => {
  const { github } = stage;
  const commit = { repo: STAGED_RECIPES, author: 'maintainer' };
  await github.commit({ ...commit, branch: 'before', message: 'Branch off', files: { 'NOTES.md': 'before\n' } });
  await github.commit({ ...commit, branch: 'main', message: 'Land', files: goodRecipe('recipes/land') });
  const { number, head } = await openFromFork(stage, 'sea');
  await completedCheck(stage, STAGED_RECIPES, head);
  await github.editPullRequest(STAGED_RECIPES, number, { base: 'before' }, 'contributor');
  await waitFor(() => titlesOf(head).length === 2, { describe: () => titlesOf(head) });
  await quiet(stage);
  expect(titlesOf(head)).toEqual(['1 recipe is ready to test', 'More than one recipe folder']);
  github.redeliver(edits()[0]?.guid ?? '');
  await github.drainWebhooks();
  await quiet(stage);
  expect(titlesOf(head)).toHaveLength(2);
});

test('an edit of the title or the text is ignored by name', async () => {
  const { number, head } = await openFromFork(stage, 'words');
  await completedCheck(stage, STAGED_RECIPES, head);
  await stage.github.editPullRequest(STAGED_RECIPES, number, { title: 'Better', body: 'Words' }, 'contributor');
  const guid = await waitFor(
    () => edits().find(({ payload }) => (payload as { number: number }).number === number)?.guid,
  );
  expect(await decisionAbout(stage, guid)).toEqual({
    decision: 'ignored',
    reason: 'its title or text was edited, and its base is the same',
  });
  expect(titlesOf(head)).toHaveLength(1);
});
