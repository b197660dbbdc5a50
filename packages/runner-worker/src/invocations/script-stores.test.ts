import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checked, startCommandStage } from '../testing/command-stage.ts';
import type { FlowStage } from '../testing/flow-stage.ts';
import { quiet, say } from '../testing/pull-request-life.ts';
import { targetRootOf } from '../testing/scripted-runner.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

const urlsOf = async (number: number) =>
  (
    await stage.database.pool.query<{ dataset_public_url: string | null }>(
      'select dataset_public_url from reciperun where pull_request = $1 and conclusion is not null order by id',
      [number],
    )
  ).rows.map(({ dataset_public_url: url }) => url);

test('the dataset of a program is its first store: below the public place of the target, or at an address of its own', async () => {
  const pull = await checked(stage, 'program');
  const kind = 'zarr3';
  stage.runner.bake = (request) => ({
    stores: [{ id: 'a', address: `${targetRootOf(request)}/a.zarr`, kind }],
  });
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
  stage.runner.bake = () => ({ stores: [{ id: 'b', address: 'https://data.example.org/published/b.zarr', kind }] });
  await say(stage, pull, '/run ice', 'maintainer');
  await quiet(stage);
  expect(await urlsOf(pull.number)).toEqual([
    expect.stringMatching(/^https:\/\/data\.example\.org\/.+\/a\.zarr$/),
    'https://data.example.org/published/b.zarr',
  ]);
});
