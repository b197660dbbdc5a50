import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { STAGED_RECIPES, startFlowStage } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { deliver } from '@pangeo-forge/runner-worker/testing/deliver';
import { createDrive } from '@pangeo-forge/runner-worker/testing/drive';
import { endState } from './end-state.ts';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';

/**
 * A pull request's life up to its second commit, with comments: what people did stands on GitHub, and then its
 * deliveries come, in the order of `order`, each position a delivery of the recorded ones (counted round and round),
 * with work done between them where `workAfter` says so.
 */
export async function playInOrder(
  order: readonly number[],
  workAfter: (position: number) => boolean,
): Promise<unknown> {
  const stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  const drive = await createDrive(stage);
  const { github } = stage;
  try {
    await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
    github.holdWebhooks();
    const fork = await github.fork(STAGED_RECIPES, 'contributor');
    const commit = { repo: fork, branch: 'noaa', author: 'contributor' };
    await github.commit({ ...commit, message: 'Add', files: goodRecipe('recipes/noaa') });
    const pull = { repo: STAGED_RECIPES, head: 'contributor:noaa', title: 'Add NOAA', as: 'contributor' };
    const { number } = await github.openPullRequest(pull);
    await github.commit({ ...commit, message: 'Fix', files: { 'recipes/noaa/recipe.py': 'recipe = 2\n' } });
    await github.comment(STAGED_RECIPES, number, '/rum sst', 'maintainer');
    await github.comment(STAGED_RECIPES, number, '/run nothing-like-it', 'stranger');
    await github.comment(STAGED_RECIPES, number, 'thank you', 'contributor');
    const held = github.deliveries().filter(({ event }) => event === 'pull_request' || event === 'issue_comment');
    for (const [position, which] of order.entries()) {
      const delivery = held[which % held.length];
      if (delivery) await deliver(stage, delivery);
      if (workAfter(position)) await drive.untilQuiet();
    }
    for (const delivery of held) await deliver(stage, delivery);
    await drive.untilQuiet();
    github.releaseWebhooks();
    await drive.untilQuiet();
    return withoutOrder(await endState(stage));
  } finally {
    drive.close();
    await stage.stop();
  }
}

/**
 * What may come in any order: comments that answer different comments, and the words of the journal about each look.
 */
function withoutOrder(state: unknown): unknown {
  const { github, database } = state as { github: Record<string, Record<string, unknown[]>>; database: object };
  const sorted = (rows: unknown[] | undefined) => (rows ?? []).map((row) => JSON.stringify(row)).sort();
  return {
    github: Object.entries(github).map(([name, repository]) => ({
      name,
      comments: sorted(repository.comments),
      checks: sorted(repository.checks?.filter((check) => (check as { conclusion: string }).conclusion !== 'neutral')),
      pulls: repository.pulls,
      deployments: repository.deployments,
    })),
    runs: (database as { runs: unknown }).runs,
    work: (database as { work: unknown }).work,
  };
}
