import { feedstockOf, isGreen, openNewRecipe, openUpdate, pushCommit, read, comment, think } from './contribute.ts';
import type { Contribution, StoryContext } from './story.ts';
import type { StoryWeights } from '../chaos-profile.ts';

type Story = (context: StoryContext, name: string) => Promise<void>;

/**
 * What people do with a recipe. Each may be broken off where it waits for something: the checker knows only what was
 * done.
 */
export const STORIES: Readonly<Record<keyof StoryWeights, Story>> = {
  async look(context, name) {
    await openNewRecipe(context, name);
  },

  async test(context, name) {
    await testRun(context, await openNewRecipe(context, name));
  },

  async change(context, name) {
    const contribution = await openNewRecipe(context, name);
    await think(context, 3_000);
    await pushCommit(context, contribution);
    await testRun(context, contribution);
  },

  async close(context, name) {
    const contribution = await openNewRecipe(context, name);
    await think(context, 3_000);
    await context.stage.github.closePullRequest(contribution.repo, contribution.number, 'maintainer');
    contribution.state = 'closed';
  },

  async cancel(context, name) {
    const contribution = await openNewRecipe(context, name);
    if (!(await testRun(context, contribution))) return;
    await think(context, 4_000);
    await comment(context, contribution, 'cancel');
  },

  async 'ask for status'(context, name) {
    const contribution = await openNewRecipe(context, name);
    await think(context, 2_000);
    await comment(context, contribution, 'status');
  },

  async merge(context, name) {
    const contribution = await openNewRecipe(context, name);
    if (!(await merge(context, contribution))) return;
    const feedstock = feedstockOf(contribution);
    const isReady = () => cameWithRecipe(context, feedstock);
    if (!(await context.until(isReady)) || context.dice.roll() < 0.5) return;
    await merge(context, await openUpdate(context, contribution));
  },
};

async function testRun(context: StoryContext, contribution: Contribution): Promise<boolean> {
  if (!(await context.until(() => isGreen(context, contribution)))) return false;
  await read();
  await comment(context, contribution, 'run');
  return true;
}

async function merge(context: StoryContext, contribution: Contribution): Promise<boolean> {
  if (!(await context.until(() => isGreen(context, contribution)))) return false;
  await context.stage.github.mergePullRequest(contribution.repo, contribution.number, 'maintainer');
  contribution.state = 'merged';
  return true;
}

function cameWithRecipe({ stage: { github } }: StoryContext, feedstock: string): boolean {
  return (
    github.hasRepository(feedstock) &&
    github
      .repository(feedstock)
      .pullRequests()
      .some(({ merged }) => merged)
  );
}
