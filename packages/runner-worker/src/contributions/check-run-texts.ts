import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { CheckRunOutput } from '@pangeo-forge/github/check-runs';

/** What authors read in the check run: what was found, and what to do next. */
export const CHECK_RUN_NAME = 'synchronize';

export function textWhileChecking(headSha: string): CheckRunOutput {
  return {
    title: 'Reading the recipes',
    summary: `Commit ${headSha.slice(0, 7)} is being checked. This takes about a minute.`,
  };
}

export function textOfSuccess(runs: ReadonlyArray<{ run: RecipeRunRecord; link: string }>): CheckRunOutput {
  const rows = runs.map(
    ({ run, link }) =>
      `| \`${run.recipeId}\` | ${run.datasetType ?? ''} | \`${run.bakery}\` | [run ${run.id}](${link}) |`,
  );
  const first = runs[0]?.run.recipeId ?? '';
  return {
    title: runs.length === 1 ? 'One recipe is ready to be tested' : `${runs.length} recipes are ready to be tested`,
    summary: [
      '| recipe | dataset | bakery | run |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      `**Next:** somebody with write access to this repository comments \`/run ${first}\`, and a pruned version of the recipe is run.`,
    ].join('\n'),
  };
}

export function textOfProblems(title: string, explanation: string, details?: string | null): CheckRunOutput {
  const folded = details
    ? `\n\n<details><summary>Traceback</summary>\n\n\`\`\`text\n${details.replaceAll('```', "'''")}\n\`\`\`\n\n</details>`
    : '';
  return {
    title,
    summary: `${explanation}${folded}\n\n**Next:** push a commit that mends this; it is checked by itself.`,
  };
}

export function textOfSuperseded(): CheckRunOutput {
  return { title: 'Superseded', summary: 'A newer commit was pushed before this one was checked.' };
}
