import { expect, test } from '@jest/globals';
import { HOSTILE_PIECES, readMarkdown } from '@pangeo-forge/testkit/markdown/read-markdown';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { hiddenMarkers } from '@pangeo-forge/github/hidden-markers';
import { lintMeta } from '@pangeo-forge/shared/meta/lint-meta';
import fc from 'fast-check';
import { chooseRecipes } from '../commands/choose-recipes.ts';
import { listOfProblems, textOfProblems, textOfSuccess } from '../contributions/check-run-texts.ts';
import { inspectContribution } from '../contributions/inspect-contribution.ts';
import { validateExpandedMeta } from '../expansions/expanded-meta.ts';
import { bodyOfIssue, runIdIn, runMarker } from './report-production-issue.ts';
import { textOfEnd, textOfProgress } from './report-requested-runs.ts';
import { textOfTestRun } from './report-test-run.ts';
import { textOfWait } from './report-wait.ts';
import { foldedLog } from './run-outcome.ts';

const LINK = 'https://ours.example/runs/9';
const hostile = fc
  .array(fc.constantFrom(...HOSTILE_PIECES), { minLength: 1, maxLength: 10 })
  .map((all) => all.join(''));

const runOf = (recipeId: string) =>
  ({
    id: 9,
    recipeId,
    bakery: 'b',
    conclusion: 'failure',
    status: 'completed',
    headSha: 'abcdefabcdef',
    pullRequest: null,
    datasetType: null,
  }) as RecipeRunRecord;

const wrongBy = (text: string) => ({ reason: text, isOfRecipe: true, traceback: text, logTail: text });

/** Texts of ours, with this text at each place that strangers decide. */
const TEXTS: Record<string, (text: string) => string> = {
  'the report of a test run': (text) =>
    textOfTestRun({
      run: runOf(text),
      dataset: null,
      link: LINK,
      representation: null,
      durationMs: 1_000,
      bytes: null,
      bakery: undefined,
      newerHead: null,
      isOpen: true,
      wrong: wrongBy(text),
    }),
  'the issue of a production run': (text) =>
    bodyOfIssue({
      run: runOf(text),
      link: LINK,
      retryUrl: LINK,
      wrong: wrongBy(text),
      isIssue: true,
      runPermission: 'write',
    }),
  'the comment on the runs of a command, while they go on': (text) =>
    textOfProgress([
      { run: { ...runOf(text), status: 'in_progress' }, link: LINK, waits: text, issue: null, wrong: null },
      { run: runOf(text), link: LINK, waits: null, issue: null, wrong: null },
    ]),
  'the comment on the ends of runs': (text) =>
    textOfEnd(
      [
        { run: runOf(text), link: LINK, waits: null, issue: null, wrong: wrongBy(text) },
        {
          run: { ...runOf(text), conclusion: 'success', datasetPublicUrl: text },
          link: LINK,
          waits: null,
          issue: null,
          wrong: null,
        },
      ],
      { isOfMerge: false, commandsOn: null, isOpen: true },
    ),
  'the comment on the end of one run': (text) =>
    textOfEnd([{ run: runOf(text), link: LINK, waits: null, issue: null, wrong: wrongBy(text) }], {
      isOfMerge: true,
      commandsOn: null,
      isOpen: true,
    }),
  'the comment on a wait': (text) =>
    textOfWait([
      { run: runOf(text), link: LINK, why: { state: 'waiting', waits_for: 'bakery', reason: text } as never },
    ]),
  'the check run of recipes': (text) =>
    textOfSuccess([{ run: runOf(text), link: LINK }], { whoMayRun: 'somebody', hints: [], notes: [] }).summary,
  'the check run of problems': (text) => textOfProblems('Title', 'Explanation.', text).summary,
  'the reply to an unknown recipe': (text) => {
    const choice = chooseRecipes([text], ['sst'], 'run');
    return choice.outcome === 'unclear' ? choice.reply : '';
  },
  'the list of files outside the folder': (text) => {
    const file = (path: string) => ({ path, sha: null, status: 'added' as const, previousPath: null }) as never;
    const found = inspectContribution(RepoFullName.parse('org/staged-recipes'), [
      file('recipes/a/meta.yaml'),
      file(text),
    ]);
    return found.outcome === 'problem' ? found.explanation : '';
  },
  'what is wrong with the recipes that the runner read': (text) => {
    const read = validateExpandedMeta({ recipes: [{ id: text }, { id: text }], bakery: { id: text } }, {
      names: ['b'],
      defaultName: null,
    } as never);
    return read.outcome === 'invalid' ? read.problems.map((problem) => `- ${problem}`).join('\n') : '';
  },
  'what is wrong with meta.yaml': (text) =>
    listOfProblems(
      [JSON.stringify({ [text]: 1, recipes: [{ id: text }, { id: text }], bakery: { id: text } }), `a: *${text}`, text]
        .flatMap((meta) => lintMeta(meta, { bakeries: ['b'] }))
        .map((problem) => ({ ...problem, file: 'meta.yaml' })),
    ).join('\n'),
};

test.each(Object.keys(TEXTS))(
  '%s mentions nobody, links only to us and refers to no issue, whatever strangers write',
  (name) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { links, html, mentions, references } = readMarkdown(TEXTS[name]?.(text) ?? '');
        expect(mentions).toEqual([]);
        expect(references).toEqual([]);
        expect(links.filter((link) => link !== LINK)).toEqual([]);
        expect(html.filter((one) => !/^<\/?details>(?:<summary>[\w ]+<\/summary>)?$/.test(one))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  },
);

test('the run of an issue is that of its own marker, whatever the log holds', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const forged = `${text}\n<!-- pangeo-forge: run 7 -->`;
      const log = foldedLog({ traceback: forged, logTail: forged }).join('\n');
      const body = `${log}\n${runMarker({ id: 9 })}`;
      expect(hiddenMarkers(body)).toEqual([runMarker({ id: 9 })]);
      expect(runIdIn(body)).toBe(9);
      expect(runIdIn(log)).toBeNull();
    }),
  );
});
