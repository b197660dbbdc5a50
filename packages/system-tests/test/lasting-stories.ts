import { pauseBakery, resumeBakery } from '@pangeo-forge/db/admission/pause';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { ourComments } from '@pangeo-forge/runner-worker/testing/pull-request-life';
import { FEEDSTOCK, type FlowStory, openInFeedstock, openStaged } from './flow-stories.ts';
import { OTHER_ORGANIZATION, RENAMED } from './present-names.ts';

const opened: FlowStory['prepare'] = async (stage, drain) => {
  await openStaged(stage);
  await drain();
};

/** An organization to which the App came as well. */
async function withOtherOrganization({ github, app }: FlowStage): Promise<void> {
  github.createOrganization(OTHER_ORGANIZATION, { owners: ['maintainer'] });
  await github.createRepository({
    owner: OTHER_ORGANIZATION,
    name: '.github',
    files: { 'README.md': '#\n' },
    as: 'maintainer',
  });
  github.installApp(app.id, OTHER_ORGANIZATION);
}

const isMergeOf =
  (number: number) =>
  ({ event, action, payload }: { event: string; action: string | null; payload: unknown }): boolean =>
    event === 'pull_request' && action === 'closed' && (payload as { number?: number }).number === number;

/** Two merges of a feedstock; GitHub delivered the later one only. */
const laterMergeTold: FlowStory['prepare'] = async (stage, drain) => {
  const { github } = stage;
  await openInFeedstock(stage);
  const files = { 'feedstock/other.py': 'print()\n' };
  await github.commit({
    repo: FEEDSTOCK,
    branch: 'later',
    from: 'main',
    message: 'Later',
    author: 'maintainer',
    files,
  });
  await github.openPullRequest({ repo: FEEDSTOCK, head: 'later', title: 'Later', as: 'maintainer' });
  await drain();
  github.holdWebhooks();
  await github.mergePullRequest(FEEDSTOCK, 1, 'maintainer');
  await github.mergePullRequest(FEEDSTOCK, 2, 'maintainer');
  github.releaseWebhooks([github.deliveries().find(isMergeOf(2))?.guid ?? '']);
  await drain();
};

/** What lasts, and what happens meanwhile: each to be survived at every request. */
export const LASTING_STORIES: readonly FlowStory[] = [
  {
    name: 'a run waits for its paused bakery, reports that, and starts when it is resumed',
    async prepare(stage, drain) {
      await opened(stage, drain);
      await pauseBakery(stage.database.pool, 'local', { reason: 'Its storage is moved.', by: 'operator' });
    },
    act: ({ github }) => github.comment(STAGED_RECIPES, 1, '/run sst', 'maintainer'),
    meanwhile: {
      when: (stage) => ourComments(stage, STAGED_RECIPES, 1).some((text) => text.includes('Its storage is moved.')),
      act: ({ database }) => resumeBakery(database.pool, 'local', 'operator'),
    },
  },
  { name: 'a merge that is delivered late is superseded by a newer one', prepare: laterMergeTold, act: releaseAll },
  {
    name: 'a repository is renamed while the recipes of a pull request are read',
    prepare: async ({ database }) => void (await ensureFeedstock(database.pool, STAGED_RECIPES)),
    act: openStaged,
    meanwhile: {
      when: ({ github }) => github.repository(STAGED_RECIPES).checkRuns().length > 0,
      act: ({ github }) => github.renameRepository(STAGED_RECIPES, RENAMED),
    },
  },
  {
    name: 'staged-recipes is renamed while a feedstock is made',
    prepare: opened,
    act: ({ github }) => github.mergePullRequest(STAGED_RECIPES, 1, 'maintainer'),
    meanwhile: {
      when: ({ github }) => github.hasRepository(`${ORGANIZATION}/noaa-feedstock`),
      act: ({ github }) => github.renameRepository(STAGED_RECIPES, RENAMED),
    },
  },
  {
    name: 'a feedstock is transferred while it is run in production',
    async prepare(stage, drain) {
      await withOtherOrganization(stage);
      await openInFeedstock(stage);
      await drain();
    },
    act: ({ github }) => github.mergePullRequest(FEEDSTOCK, 1, 'maintainer'),
    meanwhile: {
      when: ({ github }) => github.repository(FEEDSTOCK).deployments().length > 0,
      act: ({ github }) => github.transferRepository(FEEDSTOCK, OTHER_ORGANIZATION),
    },
  },
];

async function releaseAll({ github }: FlowStage): Promise<void> {
  github.releaseWebhooks();
}
