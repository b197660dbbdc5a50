import { expect, test } from '@jest/globals';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../flow-stage.ts';
import { createDrive } from './drive.ts';
import { openStaged } from './flow-stories.ts';
import type { Death } from './mortal-parts.ts';

const CREATION = /^POST .*\/check-runs$/;

const push = ({ github }: FlowStage) =>
  github.commit({
    repo: 'contributor/staged-recipes',
    branch: 'noaa',
    message: 'Change',
    author: 'contributor',
    files: { 'recipes/noaa/NOTES.md': 'Newer\n' },
  });

const close = ({ github }: FlowStage) => github.closePullRequest(STAGED_RECIPES, 1, 'maintainer');

async function isMeant({ database }: FlowStage): Promise<boolean> {
  const { rowCount } = await database.pool.query(`select from effect where key like 'check-run %'`);
  return rowCount === 1;
}

/** A pull request is opened, and its worker dies at the request; before anybody goes on, somebody changes what is to be checked. */
async function tell(act: (stage: FlowStage) => unknown, death?: Death) {
  const stage = await startFlowStage({ startWorkers: false, effectSettleMs: 0 });
  const drive = await createDrive(stage);
  try {
    await openStaged(stage);
    const { requests } = await drive.untilQuiet(death, { when: isMeant, act });
    const checks = stage.github.repository(STAGED_RECIPES).checkRuns();
    const { rowCount } = await stage.database.pool.query(`select from effect where state = 'intended'`);
    return {
      requests,
      open: rowCount,
      checks: checks.map(({ status, conclusion }) => `${status} ${conclusion}`).sort(),
    };
  } finally {
    drive.close();
    await stage.stop();
  }
}

test.each([
  { what: 'a newer commit is pushed', act: push, checkOfHead: ['completed success'] },
  { what: 'the pull request is closed', act: close, checkOfHead: [] },
])(
  'no check hangs where its worker died as it made it, and $what before the next goes on',
  async ({ act, checkOfHead }) => {
    const { requests } = await tell(act);
    const request = requests.findIndex((one) => CREATION.test(one)) + 1;
    expect(await tell(act, { request, when: 'after' })).toMatchObject({
      open: 0,
      checks: ['completed neutral', ...checkOfHead],
    });
    expect(await tell(act, { request, when: 'before' })).toMatchObject({ open: 0, checks: checkOfHead });
  },
  60_000,
);
