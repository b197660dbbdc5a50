import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { CheckRunAction, CheckRunAnnotation, CheckRunOutput } from '@pangeo-forge/github/check-runs';
import type { MetaProblem } from '@pangeo-forge/shared/meta/meta-problem';

/** What authors read in the check run: what was found, and what to do next. */
export const CHECK_RUN_NAME = 'synchronize';

const MOST_LISTED = 200;

export function textWhileChecking(headSha: string): CheckRunOutput {
  return {
    title: 'Reading the recipes',
    summary: `Commit ${headSha.slice(0, 7)} is being checked. This takes about a minute.`,
  };
}

/** While operators let nothing start. */
export function textWhileStopped(headSha: string, reason: string): CheckRunOutput {
  return {
    title: 'Waiting for the operators',
    summary: `The operators of this deployment let nothing new start for now, so commit ${headSha.slice(0, 7)} is not checked yet. They say: ${reason}\n\n**Next:** nothing; it is checked by itself when they let it.`,
  };
}

export function textOfSuccess(
  runs: ReadonlyArray<{ run: RecipeRunRecord; link: string }>,
  { whoMayRun, hints }: { whoMayRun: string; hints: readonly string[] },
): CheckRunOutput {
  const rows = runs
    .slice(0, MOST_LISTED)
    .map(
      ({ run, link }) =>
        `| \`${run.recipeId}\` | ${run.datasetType ?? ''} | \`${run.bakery}\` | [run ${run.id}](${link}) |`,
    );
  const more = runs.length > MOST_LISTED ? [`\n… and ${runs.length - MOST_LISTED} more.`] : [];
  const first = runs[0]?.run.recipeId ?? '';
  return {
    title: runs.length === 1 ? 'One recipe is ready to be tested' : `${runs.length} recipes are ready to be tested`,
    summary: [
      '| recipe | dataset | bakery | run |',
      '| --- | --- | --- | --- |',
      ...rows,
      ...more,
      '',
      `**Next:** ${whoMayRun} comments \`/run ${first}\`${runs.length > 1 ? ' or `/run all`' : ''}, and a pruned version of the recipe is run.`,
      ...(hints.length > 0 ? ['', 'What readers of the catalog would miss:', '', ...hints] : []),
    ].join('\n'),
  };
}

/** @param details a traceback, folded. @param next what its author does now. */
export function textOfProblems(
  title: string,
  explanation: string,
  details?: string | null,
  next = 'push a commit that mends this; it is checked by itself.',
): CheckRunOutput {
  const folded = details
    ? `\n\n<details><summary>Traceback</summary>\n\n\`\`\`text\n${details.replaceAll('```', "'''")}\n\`\`\`\n\n</details>`
    : '';
  return {
    title,
    summary: `${explanation}\n\n**Next:** ${next}${folded}`,
  };
}

/** Where only a weak sandbox is at hand, code of strangers is read by a person first. */
export function textOfWaiting(headSha: string, whoMayRun: string): CheckRunOutput {
  return {
    title: 'A maintainer must look at the code first',
    summary: [
      `meta.yaml uses \`dict_object\`, so reading its recipes executes the code of commit ${headSha.slice(0, 7)}, and this deployment has no sandbox that is strong enough for code of people without write access.`,
      '',
      `**Next:** ${whoMayRun} looks at the code and comments \`/lint\`, or presses the button below. With \`id\` and \`object\` instead of \`dict_object\` nobody needs to wait.`,
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

/** On the lines of meta.yaml. What is wrong with a file that works all the same is only a warning. */
export function annotationsOf(
  metaPath: string,
  problems: readonly MetaProblem[],
  works: boolean,
): CheckRunAnnotation[] {
  return problems.map(({ line, endLine, column, severity, field, message, nextStep }) => ({
    path: metaPath,
    start_line: line,
    end_line: endLine,
    ...(line === endLine ? { start_column: column, end_column: column } : {}),
    annotation_level: severity === 'warning' ? 'notice' : works ? 'warning' : 'failure',
    title: field ?? 'meta.yaml',
    message: `${message} ${nextStep}`.replaceAll('`', ''),
  }));
}

/** The same as a list in Markdown. */
export function listOfProblems(problems: readonly MetaProblem[]): string[] {
  return problems.map(({ line, message, nextStep }) => `- line ${line}: ${message} ${nextStep}`);
}

export const RUN_ALL = 'run-all';
export const CHECK_AGAIN = 'check-again';
export const READ_RECIPES = 'read-recipes';

const checkAgain: CheckRunAction = {
  label: 'Check again',
  description: 'Reads the recipes of this commit anew',
  identifier: CHECK_AGAIN,
};

/** Our own buttons on a completed check run. */
export const ACTIONS_AFTER_SUCCESS: readonly CheckRunAction[] = [
  { label: 'Run all', description: 'Test-runs every recipe of this commit', identifier: RUN_ALL },
  checkAgain,
];
export const ACTIONS_AFTER_FAILURE: readonly CheckRunAction[] = [checkAgain];
export const ACTIONS_WHILE_WAITING: readonly CheckRunAction[] = [
  { label: 'Read the recipes', description: 'I looked at the code: execute it', identifier: READ_RECIPES },
];
