import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STAGED_RECIPES } from '../testing/flow-stage.ts';
import { type DrivenStage, startDrivenStage } from '../testing/driven-stage.ts';
import { answer, expectFinished, merged } from '../testing/merged-recipe.ts';

let driven: DrivenStage;

beforeAll(async () => {
  driven = await startDrivenStage();
});

afterAll(() => driven.stop());

describe('a merge in staged-recipes', () => {
  test('goes on by itself when the base moves under it, and when an answer is lost after each write', async () => {
    const number = await merged(driven, 'moved', 3_000_000);
    const { faults } = driven.stage.github;
    faults.add({
      method: 'PUT',
      path: /merge$/,
      times: 2,
      when: 'before',
      respond: answer(405, 'Base branch was modified. Review and try the merge again.'),
    });
    for (const method of ['POST', 'PUT', 'DELETE']) {
      for (let skip = 0; skip < 12; skip += 2) {
        faults.add({ method, path: /^\/(orgs|repos)/, skip, times: 1, when: 'after', respond: 'reset' });
      }
    }
    await driven.drive.untilQuiet();
    faults.clear();
    expect(driven.said(number).else).toEqual([]);
    await expectFinished(driven, 'moved', 3_000_000);
  });

  test('shares its second with another merge, and each is cleaned up by a pull request of its own', async () => {
    const number = await merged(driven, 'twin');
    const mergedAt = driven.stage.github
      .repository(STAGED_RECIPES)
      .pullRequests()
      .find((one) => one.number === number)?.merged_at;
    const epoch = Math.floor(Date.parse(mergedAt ?? '') / 1_000);
    const branch = { repo: STAGED_RECIPES, branch: `cleanup-${epoch}`, message: 'Other', author: 'maintainer' };
    await driven.stage.github.commit({ ...branch, files: { other: 'x' } });
    await driven.drive.untilQuiet();
    expect(driven.said(number).else).toEqual([]);
    expect(Object.keys(driven.stage.github.repository(STAGED_RECIPES).branches())).toContain(`cleanup-${epoch}`);
    const heads = driven.stage.github
      .repository(STAGED_RECIPES)
      .pullRequests()
      .map(({ head }) => head.ref);
    expect(heads).toContain(`cleanup-${epoch + 1}`);
  });
});
