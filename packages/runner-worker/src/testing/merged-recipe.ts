import { expect } from '@jest/globals';
import { STAGED_RECIPES } from './flow-stage.ts';
import { type DrivenStage, feedstockOf } from './driven-stage.ts';
import { goodRecipe } from './pull-request-life.ts';

const BINARY = Buffer.from([0, 255, 254, 1, 128]);

/**
 * Opens a pull request with a recipe of this name, has it checked, and merges it: nothing is done about the merge yet.
 */
export async function merged({ stage, open }: DrivenStage, name: string, largeBytes = 10): Promise<number> {
  const { number } = await open(name, {
    ...goodRecipe(`recipes/${name}`),
    [`recipes/${name}/deep/er/data.bin`]: BINARY,
    [`recipes/${name}/large.txt`]: 'x'.repeat(largeBytes),
    [`recipes/${name}/run.sh`]: { content: '#!/bin/sh\n', mode: '100755' as const },
    [`recipes/${name}/deep/link`]: { content: '../run.sh', mode: '120000' as const },
  });
  await stage.github.mergePullRequest(STAGED_RECIPES, number, 'maintainer');
  return number;
}

/** The recipe is in its feedstock, and out of staged-recipes; its contributor got one comment about it. */
export async function expectFinished({ stage, said }: DrivenStage, name: string, largeBytes = 10): Promise<void> {
  const feedstock = stage.github.repository(feedstockOf(name));
  const files = await feedstock.files();
  expect(files['feedstock/deep/er/data.bin']).toEqual(BINARY);
  expect(files['feedstock/large.txt']?.length).toBe(largeBytes);
  expect(String(files['README.md'])).toContain('/dashboard/feedstock/');
  expect(await feedstock.modes()).toMatchObject({ 'feedstock/run.sh': '100755', 'feedstock/deep/link': '120000' });
  expect(String(files['feedstock/deep/link'])).toBe('../run.sh');
  expect(Object.keys(feedstock.branches())).toEqual(['main']);
  expect(feedstock.pullRequests().map(({ title, merged: isMerged }) => [title, isMerged])).toEqual([
    [`Create ${feedstockOf(name)}`, true],
  ]);
  const staged = stage.github.repository(STAGED_RECIPES);
  expect(Object.keys(await staged.files()).filter((path) => path.startsWith(`recipes/${name}/`))).toEqual([]);
  expect(Object.keys(staged.branches())).toEqual(['main']);
  expect(staged.pullRequests().filter(({ title }) => title === `Cleanup ${feedstockOf(name)}`)).toHaveLength(1);
  const { number = 0 } = staged.pullRequests().find(({ title }) => title === `Add ${name}`) ?? {};
  expect(said(number).made).toEqual([expect.stringContaining(`\`sst\`, [run `)]);
}

/** As GitHub refuses. */
export const answer = (status: number, message: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});
