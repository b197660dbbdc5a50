import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRule } from '@pangeo-forge/loopback-github/http/faults';
import { ORGANIZATION, STAGED_RECIPES } from '../testing/flow-stage.ts';
import { type DrivenStage, feedstockOf, startDrivenStage } from '../testing/driven-stage.ts';
import { answer, expectFinished, merged } from '../testing/merged-recipe.ts';

let driven: DrivenStage;

beforeAll(async () => {
  driven = await startDrivenStage();
});

afterAll(() => driven.stop());

const FAILURES: ReadonlyArray<{ name: string; rule: Omit<FaultRule, 'when'>; says: RegExp }> = [
  {
    name: 'a-branch-of-the-same-name',
    rule: { method: 'POST', path: /-feedstock\/git\/refs$/, respond: answer(422, 'Reference already exists') },
    says: /has a branch already/,
  },
  {
    name: 'a-conflict',
    rule: {
      method: 'PUT',
      path: /staged-recipes\/pulls\/\d+\/merge$/,
      respond: answer(405, 'Pull Request is not mergeable'),
    },
    says: /has conflicts with newer changes/,
  },
  {
    name: 'no-permission',
    rule: {
      method: 'POST',
      path: /\/orgs\/pangeo-forge\/repos$/,
      respond: answer(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'administration=write',
      }),
    },
    says: /administration=write/,
  },
];

describe('a merge in staged-recipes that GitHub refuses', () => {
  test.each(FAILURES)(
    '$name: one comment says what happened, and a retry goes on where it stopped',
    async ({ name, rule, says }) => {
      const number = await merged(driven, name);
      const lift = driven.stage.github.faults.add({ ...rule, when: 'before' });
      await driven.drive.untilQuiet();
      lift();
      expect(driven.said(number).else).toEqual([expect.stringMatching(says)]);
      expect(driven.said(number).else[0]).toContain('`/retry`');
      await driven.retryMerge(number);
      expect(driven.said(number).else).toHaveLength(1);
      await expectFinished(driven, name);
    },
  );

  test('a name that is taken is reported, again each time, until it is free', async () => {
    await driven.stage.github.createRepository({ owner: ORGANIZATION, name: 'taken-feedstock', files: { a: 'a' } });
    const number = await merged(driven, 'taken');
    await driven.drive.untilQuiet();
    expect(driven.said(number).else).toEqual([
      expect.stringMatching(/exists already, and this pull request did not make it/),
    ]);
    expect(Object.keys(await driven.stage.github.repository(feedstockOf('taken')).files())).toEqual(['a']);
    await driven.retryMerge(number);
    expect(driven.said(number).else).toHaveLength(2);
    await driven.stage.github.deleteRepository(feedstockOf('taken'));
    await driven.retryMerge(number);
    await expectFinished(driven, 'taken');
  });

  test('php-github-api#497: the comment on a merge queue says who presses what, and a retry finishes it', async () => {
    const number = await merged(driven, 'queued');
    driven.stage.github.protectBranch(STAGED_RECIPES, 'main', { mergeQueue: true });
    await driven.drive.untilQuiet();
    driven.stage.github.protectBranch(STAGED_RECIPES, 'main', null);
    expect(driven.said(number).else).toEqual([
      expect.stringMatching(/merge queue[^]*press \*Merge when ready\*[^]*`\/retry`/),
    ]);
    const cleanup = driven.stage.github.repository(STAGED_RECIPES).pullRequests().at(-1);
    await driven.stage.github.mergePullRequest(STAGED_RECIPES, cleanup?.number ?? 0, 'maintainer');
    await driven.retryMerge(number);
    await expectFinished(driven, 'queued');
  });

  test('a protected branch is reported; the merge by hand and a retry finish it', async () => {
    const number = await merged(driven, 'guarded');
    driven.stage.github.protectBranch(STAGED_RECIPES, 'main', { requiredStatusChecks: ['review'] });
    await driven.drive.untilQuiet();
    driven.stage.github.protectBranch(STAGED_RECIPES, 'main', null);
    expect(driven.said(number).else).toEqual([expect.stringMatching(/protected/)]);
    const cleanup = driven.stage.github.repository(STAGED_RECIPES).pullRequests().at(-1);
    await driven.stage.github.mergePullRequest(STAGED_RECIPES, cleanup?.number ?? 0, 'maintainer');
    await driven.retryMerge(number);
    expect(driven.said(number).else).toHaveLength(1);
    await expectFinished(driven, 'guarded');
  });
});
