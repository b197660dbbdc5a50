import { type FlowStage, ORGANIZATION, STAGED_RECIPES } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { GOOD_META, goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';
import { metaOf } from '@pangeo-forge/runner-worker/testing/scripted-runner';
import type { FlowStory } from './flow-stories.ts';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';

const FORK = 'contributor/staged-recipes';
const FEEDSTOCK = `${ORGANIZATION}/sea-feedstock`;

async function open(stage: FlowStage, meta = GOOD_META): Promise<void> {
  const { github, database } = stage;
  await ensureFeedstock(database.pool, STAGED_RECIPES);
  await ensureFeedstock(database.pool, FEEDSTOCK);
  await github.fork(STAGED_RECIPES, 'contributor');
  const files = { ...goodRecipe('recipes/sea'), 'recipes/sea/meta.yaml': meta };
  await github.commit({ repo: FORK, branch: 'sea', message: 'Add', author: 'contributor', files });
  await github.openPullRequest({ repo: STAGED_RECIPES, head: 'contributor:sea', title: 'Add', as: 'contributor' });
}

const opened: FlowStory['prepare'] = async (stage, drain) => {
  await open(stage);
  await drain();
};

const failedOnce: FlowStory['prepare'] = async (stage, drain) => {
  const { bake } = stage.runner;
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'KeyError: "time"', fault: 'author' });
  await opened(stage, drain);
  await stage.github.comment(STAGED_RECIPES, 1, '/run sst', 'maintainer');
  await drain();
  stage.runner.bake = bake;
};

const comment =
  (body: string, as = 'maintainer'): FlowStory['act'] =>
  ({ github }) =>
    github.comment(STAGED_RECIPES, 1, body, as);

/** A merged pull request of a feedstock whose recipe ran in production. */
const mergedInFeedstock: FlowStory['prepare'] = async (stage, drain) => {
  const { github } = stage;
  const files = goodRecipe('feedstock');
  await github.createRepository({ owner: ORGANIZATION, name: 'sea-feedstock', files, as: 'maintainer' });
  const change = { 'feedstock/recipe.py': 'recipe = 2\n' };
  const commit = { repo: FEEDSTOCK, branch: 'change', message: 'Change', author: 'maintainer', files: change };
  await github.commit(commit);
  await github.openPullRequest({ repo: FEEDSTOCK, head: 'change', title: 'Change', as: 'maintainer' });
  await drain();
  await github.mergePullRequest(FEEDSTOCK, 1, 'maintainer');
  await drain();
};

/** What people say and press on a pull request, each to be survived at every request. */
export const COMMAND_STORIES: readonly FlowStory[] = [
  {
    name: 'a bad meta.yaml is annotated',
    async prepare({ runner }) {
      runner.expand = () => ({ meta: { ...metaOf('sst', 'sst'), bakery: { id: 'lokal' } } });
    },
    act: (stage) => open(stage, GOOD_META.replace('id: local', 'id: lokal')),
  },
  { name: 'an unknown command is answered', prepare: opened, act: comment('/rnu sst') },
  { name: 'a stranger is refused', prepare: opened, act: comment('/run sst', 'stranger') },
  { name: 'three commands in one comment', prepare: opened, act: comment('/status\n/run all\n/help') },
  { name: 'nothing is cancelled', prepare: opened, act: comment('/cancel') },
  { name: 'a failed run is retried', prepare: failedOnce, act: comment('/retry') },
  { name: 'the log is shown', prepare: failedOnce, act: comment('/logs sst', 'contributor') },
  { name: 'the commit is checked again', prepare: opened, act: comment('/lint', 'contributor') },
  {
    name: 'a button runs all recipes',
    prepare: opened,
    async act({ github }) {
      const run = github.repository(STAGED_RECIPES).checkRuns()[0];
      github.requestCheckRunAction(STAGED_RECIPES, run?.id ?? 0, 'run-all', 'maintainer');
    },
  },
  {
    name: 'a merged recipe is run in production at a ref',
    prepare: mergedInFeedstock,
    act: ({ github }) => github.comment(FEEDSTOCK, 1, '/run sst --production --ref main', 'maintainer'),
  },
  {
    name: 'a production run of a branch that is not there is refused',
    prepare: mergedInFeedstock,
    act: ({ github }) => github.comment(FEEDSTOCK, 1, '/run sst --production --ref nowhere', 'maintainer'),
  },
  {
    name: 'a newer commit is pushed',
    prepare: opened,
    act: ({ github }) =>
      github.commit({
        repo: FORK,
        branch: 'sea',
        message: 'Change',
        author: 'contributor',
        files: { 'recipes/sea/recipe.py': 'x = 1\n' },
      }),
  },
];
