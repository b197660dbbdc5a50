import { expect, test } from '@jest/globals';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { bodyOfIssue } from './report-production-issue.ts';
import { textOfEnd } from './report-requested-runs.ts';
import { textOfTestRun } from './report-test-run.ts';

const LINK = 'https://pforge.example.org/runs/1';
const WRONG = { reason: 'no source', isOfRecipe: true, traceback: null, logTail: '' };
const CLOSED = 'This pull request is closed, so its recipes are not tested any more.';

const failed = (isTest: boolean) =>
  ({
    id: 1,
    recipeId: 'sst',
    isTest,
    conclusion: 'failure',
    headSha: 'abcdefabcdef',
    pullRequest: 7,
    dispatchKey: null,
    feedstockSpec: 'owner/soil-feedstock',
  }) as RecipeRunRecord;

const textOfFailedTest = (state: { newerHead: string | null; isOpen: boolean }) =>
  textOfTestRun({
    run: failed(true),
    dataset: null,
    link: LINK,
    representation: null,
    durationMs: null,
    bytes: null,
    bakery: undefined,
    wrong: WRONG,
    ...state,
  });

test('a failed test run of the newest commit asks for a fix, or to try again', () => {
  expect(textOfFailedTest({ newerHead: null, isOpen: true })).toContain(
    '**Next:** push a commit that fixes this, or comment `/run sst` to try again.',
  );
});

test('a failed test run of an older commit leads to a test of the newest one', () => {
  const text = textOfFailedTest({ newerHead: 'fedcbafedcba', isOpen: true });
  expect(text).toContain('**Next:** comment `/run sst` to test the newest commit.');
  expect(text).not.toContain('push a commit');
});

test('a test run that ends after its pull request was closed asks for nothing that cannot be done', () => {
  const texts = [
    textOfFailedTest({ newerHead: null, isOpen: false }),
    textOfEnd([{ run: failed(true), link: LINK, waits: null, issue: null, wrong: WRONG }], {
      isOfMerge: false,
      commandsOn: null,
      isOpen: false,
    }),
  ];
  for (const text of texts) {
    expect(text).toContain(CLOSED);
    expect(text).not.toMatch(/push a commit|comment `/);
  }
});

test.each([
  ['maintain', 'Somebody with `maintain` permission can comment `/run sst --production'],
  ['anyone', 'Anybody can comment `/run sst --production'],
] as const)('the issue of a production run names the permission that runs need: %s', (runPermission, expected) => {
  const text = bodyOfIssue({
    run: failed(false),
    link: LINK,
    retryUrl: LINK,
    wrong: WRONG,
    isIssue: true,
    runPermission,
  });
  expect(text).toContain(expected);
});
