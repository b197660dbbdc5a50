import { expect, test } from '@jest/globals';
import { type FlowStage, STAGED_RECIPES } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { changedAfterDeath } from './changed-after-death.ts';
import { CHANGES } from './changes.ts';
import { FEEDSTOCK, FLOW_STORIES } from './flow-stories.ts';
import type { Death } from '@pangeo-forge/runner-worker/testing/mortal-parts';

const CHECK_IS_MADE = /^POST .*\/check-runs$/;
const DEPLOYMENT_IS_MADE = /^POST .*\/deployments$/;

function storyNamed(name: string) {
  const story = FLOW_STORIES.find((one) => one.name === name);
  if (!story) throw new Error(`there is no story "${name}"`);
  return story;
}

function checks({ github }: FlowStage): string[] {
  const all = github.repository(STAGED_RECIPES).checkRuns();
  return all.map(({ status, conclusion }) => `${status} ${conclusion}`).sort();
}

function deployments({ github }: FlowStage): string[] {
  const all = github.repository(FEEDSTOCK).deployments();
  return all.map(({ environment, statuses }) => `${environment}: ${statuses.map(({ state }) => state).join()}`);
}

test.each([
  { change: CHANGES.push, after: ['completed neutral', 'completed success'], before: ['completed success'] },
  { change: CHANGES.close, after: ['completed neutral'], before: [] },
])(
  'no check hangs whose worker died as it made it, where $change.name before the next goes on',
  async ({ change, after, before }) => {
    const story = storyNamed('a pull request is checked');
    const comparison = (when: Death['when']) =>
      changedAfterDeath(story, { request: CHECK_IS_MADE, when }, change, checks);
    expect(await comparison('after')).toEqual({ hanging: [], seen: after });
    expect(await comparison('before')).toEqual({ hanging: [], seen: before });
  },
);

test('no deployment hangs whose worker died as it made it, where its run was cancelled before the next goes on', async () => {
  const story = storyNamed('a merge in a feedstock runs its recipes in production');
  const comparison = (when: Death['when']) =>
    changedAfterDeath(story, { request: DEPLOYMENT_IS_MADE, when }, CHANGES.end, deployments);
  expect(await comparison('after')).toEqual({ hanging: [], seen: ['wet: in_progress,failure'] });
  expect(await comparison('before')).toEqual({ hanging: [], seen: [] });
});
