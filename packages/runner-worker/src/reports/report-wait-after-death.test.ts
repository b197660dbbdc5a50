import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitReport } from '@pangeo-forge/db/admission/wait-reports';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { STAGED_RECIPES } from '../testing/flow-stage.ts';
import { goodRecipe, ourComments } from '../testing/pull-request-life.ts';
import { type DrivenStage, startDrivenStage } from '../testing/driven-stage.ts';

let driven: DrivenStage;

beforeAll(async () => {
  driven = await startDrivenStage();
});

afterAll(() => driven.stop());

test('a comment about waiting that a worker meant to post before it died does not stay: it says that the wait is over', async () => {
  const { stage, drive, open } = driven;
  const { pool } = stage.database;
  const { number } = await open('sea', goodRecipe('recipes/sea'));
  const { id } = await stage.github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  await drive.untilQuiet();
  const isOf = ({ payload }: { payload: unknown }) => (payload as { comment?: { id: number } }).comment?.id === id;
  const report = waitReport(stage.github.deliveries().find(isOf)?.guid ?? '');
  const overs = () => ourComments(stage, STAGED_RECIPES, number).filter((text) => text.includes('The wait is over'));

  await enqueueWork(pool, report);
  await drive.untilQuiet();
  expect(overs()).toEqual([]);

  await pool.query(
    `insert into effect (key, subject, fence, intended_at) values ($1, $1, 0, now() - interval '1 minute')`,
    [report.ref],
  );
  for (let look = 0; look < 2; look++) {
    await enqueueWork(pool, report);
    await drive.untilQuiet();
    expect(overs()).toHaveLength(1);
  }
});
