import { posix } from 'node:path';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { CheckRunAction, CheckRunAnnotation, CheckRunOutput } from '@pangeo-forge/github/check-runs';
import type { FileProblem } from '@pangeo-forge/shared/meta/lint-recipe';
import { codeBlock, codeSpan, tableCell } from '@pangeo-forge/shared/untrusted/foreign-text';

/** The name under which branch protection rules know the check. */
export const CHECK_RUN_NAME = 'synchronize';

const MAX_LISTED = 200;

export function textWhileChecking(headSha: string): CheckRunOutput {
  return {
    title: 'Reading the recipes',
    summary: `Commit ${headSha.slice(0, 7)} is being checked. This takes about a minute.`,
  };
}

/** While operators have stopped dispatching. */
export function checkTextWhileStopped(headSha: string, reason: string): CheckRunOutput {
  return {
    title: 'Waiting: the operators have paused new work',
    summary: `The operators of this deployment have paused new work, so commit ${headSha.slice(0, 7)} is not checked yet. Their reason: ${reason}\n\n**Next:** nothing to do. It will be checked automatically when they resume.`,
  };
}

export function textOfSuccess(
  runs: ReadonlyArray<{ run: RecipeRunRecord; link: string }>,
  { whoMayRun, hints, notes }: { whoMayRun: string; hints: readonly string[]; notes: readonly string[] },
): CheckRunOutput {
  const rows = runs
    .slice(0, MAX_LISTED)
    .map(
      ({ run, link }) =>
        `| ${tableCell(codeSpan(run.recipeId))} | ${run.datasetType ?? ''} | ${tableCell(codeSpan(run.bakery))} | [run ${run.id}](${link}) |`,
    );
  const more = runs.length > MAX_LISTED ? [`\n… and ${runs.length - MAX_LISTED} more.`] : [];
  const first = runs[0]?.run.recipeId ?? '';
  return {
    title: runs.length === 1 ? '1 recipe is ready to test' : `${runs.length} recipes are ready to test`,
    summary: [
      '| recipe | dataset | bakery | run |',
      '| --- | --- | --- | --- |',
      ...rows,
      ...more,
      '',
      `**Next:** to test a recipe, pruned to two time steps, ${whoMayRun} comments ${codeSpan(`/run ${first}`)}${runs.length > 1 ? ' or `/run all`' : ''}.`,
      ...(notes.length > 0 ? ['', '**Before this is merged:**', '', ...notes.map((note) => `- ${note}`)] : []),
      ...(hints.length > 0
        ? ['', 'Optional: these would improve the recipe, or its entry in the catalog.', '', ...hints]
        : []),
    ].join('\n'),
  };
}

/** @param details a traceback, shown folded. @param next what the author can do now. */
export function textOfProblems(
  title: string,
  explanation: string,
  details?: string | null,
  next = 'push a commit that fixes this. It will be checked automatically.',
): CheckRunOutput {
  const folded = details
    ? ['', '', '<details><summary>Traceback</summary>', '', ...codeBlock(details), '', '</details>'].join('\n')
    : '';
  return {
    title,
    summary: `${explanation}\n\n**Next:** ${next}${folded}`,
  };
}

/** Where the sandbox is weak, a person reviews code of strangers first. */
export function textOfWaiting(headSha: string, { why, whoMayRun }: { why: string; whoMayRun: string }): CheckRunOutput {
  return {
    title: 'A maintainer must review the code first',
    summary: [
      `Commit ${headSha.slice(0, 7)}: ${why} The sandbox of this deployment is not strong enough for code from people without write access.`,
      '',
      `**Next:** ${whoMayRun} reviews the code and presses the button below or, once this has been shown for a minute, comments \`/lint\`.`,
    ].join('\n'),
  };
}

export function textOfSuperseded(headSha: string | null): CheckRunOutput {
  return headSha === null
    ? { title: 'Closed', summary: 'The pull request was closed before this commit was checked.' }
    : {
        title: 'Superseded',
        summary: `A newer commit (${headSha.slice(0, 7)}) was pushed before this one was checked.`,
      };
}

/**
 * Annotations on the lines of the recipe's files, errors first: GitHub shows a limited number.
 * @param folder of the recipe, from the root of the repository
 */
export function annotationsOf(folder: string, problems: readonly FileProblem[]): CheckRunAnnotation[] {
  const bySeverity = problems.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  return bySeverity.map(({ file, line, endLine, column, severity, field, message, nextStep }) => ({
    path: posix.join(folder, file),
    start_line: line,
    end_line: endLine,
    ...(line === endLine ? { start_column: column, end_column: column } : {}),
    annotation_level: severity === 'error' ? 'failure' : 'notice',
    title: field ?? file,
    message: `${message} ${nextStep}`.replaceAll('`', ''),
  }));
}

/** The same as a list in Markdown. */
export function listOfProblems(problems: readonly FileProblem[]): string[] {
  return problems.map(
    ({ file, line, message, nextStep }) => `- ${codeSpan(file)}, line ${line}: ${message} ${nextStep}`,
  );
}

export const RUN_ALL = 'run-all';
export const CHECK_AGAIN = 'check-again';
export const READ_RECIPES = 'read-recipes';

const checkAgain: CheckRunAction = {
  label: 'Check again',
  description: 'Reads the recipes of this commit again',
  identifier: CHECK_AGAIN,
};

/** Our own buttons on a completed check run. */
export const ACTIONS_AFTER_SUCCESS: readonly CheckRunAction[] = [
  { label: 'Run all', description: 'Test-runs every recipe of this commit', identifier: RUN_ALL },
  checkAgain,
];
export const ACTIONS_AFTER_FAILURE: readonly CheckRunAction[] = [checkAgain];
export const ACTIONS_WHILE_WAITING: readonly CheckRunAction[] = [
  { label: 'Read the recipes', description: 'I reviewed the code: execute it', identifier: READ_RECIPES },
];
