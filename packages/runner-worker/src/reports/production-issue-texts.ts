import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { conclusionWords } from './conclusion-words.ts';
import { foldedLog, type WhatWentWrong } from './report-context.ts';

export interface FailedProduction {
  run: RecipeRunRecord;
  /** The run's page. */
  link: string;
  /** Where the API takes the wish to try again. */
  retryUrl: string;
  wrong: WhatWentWrong;
}

export function titleOfIssue({ recipeId }: RecipeRunRecord): string {
  return `Production run of ${recipeId} failed`;
}

export function bodyOfIssue({ run, link, retryUrl, wrong }: FailedProduction): string {
  const isOfMerge = run.dispatchKey?.startsWith('production ') && !run.dispatchKey.includes(' asked by ');
  const origin =
    run.pullRequest === null
      ? ''
      : ` (${isOfMerge ? 'merge' : 'asked for again, after the merge'} of #${run.pullRequest})`;
  const byComment =
    run.pullRequest === null
      ? []
      : [
          `- A maintainer says \`/retry ${run.recipeId}\` here or on #${run.pullRequest}: that runs the same commit again.`,
          `- Somebody with write permission says \`/run ${run.recipeId} --production --ref BRANCH\` here: that runs another branch, tag or commit of this repository.`,
        ];
  return [
    `😕 The production run of \`${run.recipeId}\` at ${run.headSha.slice(0, 7)}${origin} **${conclusionWords(run.conclusion)}**: ${wrong.reason}`,
    '',
    ...foldedLog(wrong),
    `[The whole log of run ${run.id}](${link})`,
    '',
    '**To try again:**',
    '',
    ...byComment,
    ...(wrong.isOfRecipe ? ['- Or merge a pull request that mends the recipe: that runs it anew, by itself.'] : []),
    `- Or, with an API key: \`POST ${retryUrl}\`, with \`{"ref": "…"}\` for another commit.`,
    '',
    'This issue is kept up to date, and is closed by the next run that succeeds.',
    '',
  ].join('\n');
}

export function wordOfSuccess(run: RecipeRunRecord, link: string): string {
  return `🎉 [Run ${run.id}](${link}) of \`${run.recipeId}\` at ${run.headSha.slice(0, 7)} succeeded.`;
}
