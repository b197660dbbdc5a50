import { formatBytes } from '@pangeo-forge/datasets/html/format-bytes';
import { howToOpen, isRequesterPays } from '@pangeo-forge/datasets/opening/how-to-open';
import { findRunDuration, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { keepComment } from '../effects/comments.ts';
import { apiLink, runLink } from '../runs/run-links.ts';
import type { RepositoryReportContext } from './report-context.ts';
import {
  conclusionWords,
  durationText,
  foldedLog,
  sizeOfDataset,
  whatWentWrong,
  type WhatWentWrong,
} from './run-outcome.ts';

/** One comment a run on its pull request, open or closed: what is said later, after a correction, replaces what was said before. */
export async function reportTestRun(context: RepositoryReportContext, run: RecipeRunRecord): Promise<void> {
  if (run.pullRequest === null) return;
  const markerPrefix = `<!-- pangeo-forge: run ${run.id} `;
  await keepComment(context, {
    key: `comment of run ${run.id}`,
    number: run.pullRequest,
    markdown: await textFor(context, run, run.pullRequest),
    markerPrefix,
    marker: `${markerPrefix}${run.conclusion} -->`,
  });
}

async function textFor(context: RepositoryReportContext, run: RecipeRunRecord, number: number): Promise<string> {
  const pull = await context.repo.pulls.get(number);
  const url = run.datasetPublicUrl;
  const isShown = run.conclusion === 'success' && url !== null && run.datasetType !== 'parquet';
  return textOfTestRun({
    run,
    link: await runLink(context, run),
    representation: isShown ? await apiLink(context, `/repr/xarray/?url=${encodeURIComponent(url)}`) : null,
    durationMs: await findRunDuration(context.database.pool, run.id),
    bytes: await sizeOfDataset(context, run),
    bakery: context.bakeries.get(run.bakery)?.file,
    wrong: await whatWentWrong(context, run),
    newerHead: pull.headSha === run.headSha ? null : pull.headSha,
  });
}

export interface TestRunOutcome {
  run: RecipeRunRecord;
  /** The run's page. */
  link: string;
  /** How the dataset looks in xarray, as a page; null where it cannot be shown. */
  representation: string | null;
  durationMs: number | null;
  /** What the dataset holds once loaded; null where it cannot be told. */
  bytes: number | null;
  bakery: BakeryFile | undefined;
  wrong: WhatWentWrong;
  /** The pull request's head now, where it is another commit. */
  newerHead: string | null;
}

/** What the pull request's readers see when a test run ended. */
export function textOfTestRun(outcome: TestRunOutcome): string {
  const { run, durationMs, bytes, newerHead } = outcome;
  const subject = `The test run of \`${run.recipeId}\` at ${run.headSha.slice(0, 7)}`;
  const took = durationMs === null ? '' : ` after ${durationText(durationMs)}`;
  const newer = newerHead
    ? [`Since then ${newerHead.slice(0, 7)} was pushed: this says nothing about the newer commit.`, '']
    : [];
  return run.conclusion === 'success'
    ? [
        `🎉 ${subject} succeeded${took}.${bytes === null ? '' : ` Its dataset holds ${formatBytes(bytes)}.`}`,
        '',
        ...newer,
        ...success(outcome),
      ].join('\n')
    : [
        `😕 ${subject} **${conclusionWords(run.conclusion)}**${took}: ${outcome.wrong.reason}`,
        '',
        ...newer,
        ...failure(outcome),
      ].join('\n');
}

function success({ run, link, representation, bakery }: TestRunOutcome): string[] {
  const storage = bakery?.TargetStorage;
  const days = bakery?.PangeoForge.test_retention_days;
  const look = representation ? ` · [How it looks in xarray](${representation})` : '';
  return [
    ...opening(run, storage),
    ...(days ? [`Datasets of test runs are kept for ${days} days.`, ''] : []),
    `[All about run ${run.id}](${link})${look}`,
  ];
}

function opening(run: RecipeRunRecord, storage: BakeryFile['TargetStorage'] | undefined): string[] {
  if (!run.datasetPublicUrl)
    return ['The bakery has no public place for datasets, so it can be opened from within the bakery only.', ''];
  const pays = isRequesterPays(storage)
    ? ' (its bucket is requester-pays: reading is charged to your own account)'
    : '';
  const dataset = { type: run.datasetType, url: run.datasetPublicUrl };
  return [`To open the dataset${pays}:`, '', '```python', ...howToOpen(dataset, storage), '```', ''];
}

function failure({ run, link, wrong }: TestRunOutcome): string[] {
  return [
    ...foldedLog(wrong),
    `[The whole log of run ${run.id}](${link}) · **Next:** ${run.conclusion === 'cancelled' || !wrong.isOfRecipe ? '' : 'push a commit that mends this, or '}say \`/run ${run.recipeId}\` to try again.`,
  ];
}
