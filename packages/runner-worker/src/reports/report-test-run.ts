import { formatBytes } from '@pangeo-forge/datasets/html/format-bytes';
import { howToOpen, isRequesterPays } from '@pangeo-forge/datasets/opening/how-to-open';
import { findPublishedDataset, type PublishedDataset } from '@pangeo-forge/db/api/datasets';
import { findRunDuration, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { keepComment } from '../effects/comments.ts';
import { apiLink, runLink } from '../runs/run-links.ts';
import type { RepositoryReportContext } from './report-context.ts';
import {
  conclusionWords,
  durationText,
  foldedLog,
  NO_MORE_TESTS,
  sizeOfDataset,
  whatWentWrong,
  type WhatWentWrong,
} from './run-outcome.ts';

/** Keeps one comment for a run on its pull request, open or closed: a later correction replaces its text. */
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
  const dataset = await findPublishedDataset(context.database.pool, run.id);
  const shown = dataset && dataset.type !== 'parquet' ? `/repr/xarray/?url=${encodeURIComponent(dataset.url)}` : null;
  return textOfTestRun({
    run,
    dataset,
    link: await runLink(context, run),
    representation: shown && (await apiLink(context, shown)),
    durationMs: await findRunDuration(context.database.pool, run.id),
    bytes: await sizeOfDataset(context, run),
    bakery: context.bakeries.get(run.bakery)?.file,
    wrong: await whatWentWrong(context, run),
    newerHead: pull.headSha === run.headSha ? null : pull.headSha,
    isOpen: pull.state === 'open',
  });
}

export interface TestRunOutcome {
  run: RecipeRunRecord;
  /** As it was found when it was opened; null where the public cannot read it, or the run did not succeed. */
  dataset: PublishedDataset | null;
  /** The run's page. */
  link: string;
  /** URL of a page that shows the dataset as xarray does; null where it cannot be shown. */
  representation: string | null;
  durationMs: number | null;
  /** Size of the dataset once loaded; null where it is not known. */
  bytes: number | null;
  bakery: BakeryFile | undefined;
  wrong: WhatWentWrong;
  /** The present head of the pull request, where it is another commit. */
  newerHead: string | null;
  /** Whether the pull request is open, which commands about test runs need. */
  isOpen: boolean;
}

/** The text for the pull request when a test run has ended. */
export function textOfTestRun(outcome: TestRunOutcome): string {
  const { run, durationMs, bytes, newerHead } = outcome;
  const subject = `The test run of ${codeSpan(run.recipeId)} at ${run.headSha.slice(0, 7)}`;
  const took = durationMs === null ? '' : ` after ${durationText(durationMs)}`;
  const newer = newerHead
    ? [`A newer commit (${newerHead.slice(0, 7)}) was pushed since: this result does not apply to it.`, '']
    : [];
  return run.conclusion === 'success'
    ? [
        `🎉 ${subject} succeeded${took}.${bytes === null ? '' : ` Its dataset holds ${formatBytes(bytes)}.`}`,
        '',
        ...newer,
        ...successText(outcome),
      ].join('\n')
    : [
        `😕 ${subject} **${conclusionWords(run.conclusion)}**${took}: ${prose(outcome.wrong.reason)}`,
        '',
        ...newer,
        ...failureText(outcome),
      ].join('\n');
}

function successText({ run, dataset, link, representation, bakery }: TestRunOutcome): string[] {
  const storage = bakery?.TargetStorage;
  const days = bakery?.PangeoForge.test_retention_days;
  const preview = representation ? ` · [Preview in xarray](${representation})` : '';
  return [
    ...opening(dataset, storage),
    ...(days ? [`Datasets of test runs are kept for ${days} days.`, ''] : []),
    `[Details of run ${run.id}](${link})${preview}`,
  ];
}

function opening(dataset: PublishedDataset | null, storage: BakeryFile['TargetStorage'] | undefined): string[] {
  if (!dataset)
    return [
      'The bakery has no public storage for datasets, so this one can only be opened from inside the bakery.',
      '',
    ];
  const pays = isRequesterPays(storage)
    ? ' (its bucket is requester-pays: reading is charged to your own account)'
    : '';
  const doubt = dataset.verified ? [] : ['It could not be verified: nobody has opened it yet.', ''];
  return [...doubt, `To open the dataset${pays}:`, '', '```python', ...howToOpen(dataset, storage), '```', ''];
}

function failureText({ run, link, wrong, newerHead, isOpen }: TestRunOutcome): string[] {
  const fix = run.conclusion === 'cancelled' || !wrong.isOfRecipe ? '' : 'push a commit that fixes this, or ';
  const command = `comment ${codeSpan(`/run ${run.recipeId}`)} to`;
  const next = newerHead ? `${command} test the newest commit.` : `${fix}${command} try again.`;
  return [
    ...foldedLog(wrong),
    `[Full log of run ${run.id}](${link}) · ${isOpen ? `**Next:** ${next}` : NO_MORE_TESTS}`,
  ];
}
