import { expect, test } from '@jest/globals';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../flow-stage.ts';
import { createDrive } from './drive.ts';
import { FEEDSTOCK, openInFeedstock, openStaged } from './flow-stories.ts';
import type { Death } from './mortal-parts.ts';

interface Story {
  /** What sets the work off. */
  begin(stage: FlowStage, settle: () => Promise<unknown>): Promise<unknown>;
  /** The request at which the worker dies. */
  fatal: RegExp;
  /** What it means to do is recorded by an effect whose key begins so. */
  meant: string;
  /** What somebody does before the next worker goes on. */
  act(stage: FlowStage): unknown;
  /** What GitHub shows in the end. */
  shown(stage: FlowStage): string[];
}

/** A worker dies at the request, and what it worked on is changed before anybody goes on. */
async function tell({ begin, fatal, meant, act, shown }: Story, when: Death['when']): Promise<string[]> {
  const stage = await startFlowStage({ startWorkers: false, effectSettleMs: 0 });
  const drive = await createDrive(stage);
  const isMeant = async () => {
    const { rowCount } = await stage.database.pool.query('select from effect where starts_with(key, $1)', [meant]);
    return rowCount !== 0;
  };
  try {
    await begin(stage, () => drive.untilQuiet());
    const { died } = await drive.untilQuiet({ request: fatal, when }, { when: isMeant, act });
    expect(died).toBe(true);
    const { rows } = await stage.database.pool.query<{ key: string }>(
      `select key from effect where state = 'intended'`,
    );
    return [...rows.map(({ key }) => `intended: ${key}`), ...shown(stage)];
  } finally {
    drive.close();
    await stage.stop();
  }
}

const beingChecked: Pick<Story, 'begin' | 'fatal' | 'meant' | 'shown'> = {
  begin: openStaged,
  fatal: /^POST .*\/check-runs$/,
  meant: 'check-run ',
  shown: ({ github }) =>
    github
      .repository(STAGED_RECIPES)
      .checkRuns()
      .map(({ status, conclusion }) => `${status} ${conclusion}`)
      .sort(),
};

test('the check of an old commit does not hang', async () => {
  const story: Story = {
    ...beingChecked,
    act: ({ github }) =>
      github.commit({
        repo: 'contributor/staged-recipes',
        branch: 'noaa',
        message: 'Change',
        author: 'contributor',
        files: { 'recipes/noaa/NOTES.md': 'Newer\n' },
      }),
  };
  expect(await tell(story, 'after')).toEqual(['completed neutral', 'completed success']);
  expect(await tell(story, 'before')).toEqual(['completed success']);
}, 60_000);

test('the check of a closed pull request does not hang', async () => {
  const story: Story = {
    ...beingChecked,
    act: ({ github }) => github.closePullRequest(STAGED_RECIPES, 1, 'maintainer'),
  };
  expect(await tell(story, 'after')).toEqual(['completed neutral']);
  expect(await tell(story, 'before')).toEqual([]);
}, 60_000);

test('the deployment of a run that is cancelled does not hang', async () => {
  const story: Story = {
    async begin(stage, settle) {
      await openInFeedstock(stage);
      await settle();
      await stage.github.mergePullRequest(FEEDSTOCK, 1, 'maintainer');
    },
    fatal: /^POST .*\/deployments$/,
    meant: 'deployment of run ',
    async act({ database: { pool } }) {
      const { rows } = await pool.query<{ id: number }>('select id from reciperun where not is_test order by id');
      const cancelled = { type: 'cancelled', actor: 'maintainer', reason: 'Not now.' } as const;
      for (const { id } of rows) await inTransaction(pool, (client) => transitionRun(client, id, cancelled));
    },
    shown: ({ github }) =>
      github
        .repository(FEEDSTOCK)
        .deployments()
        .map(({ environment, statuses }) => `${environment}: ${statuses.map(({ state }) => state).join()}`)
        .sort(),
  };
  expect(await tell(story, 'after')).toEqual(['wet: in_progress,failure']);
  expect(await tell(story, 'before')).toEqual([]);
}, 60_000);
