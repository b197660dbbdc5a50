import { findPlaceOfDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { updateMadeFeedstockComment } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { findDispatchOf } from '@pangeo-forge/db/runs/find-dispatch-of';
import { findLastProduction, type ProductionTarget, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { isOfMerge, isOfSchedule } from '@pangeo-forge/db/names/dispatch-key';
import { enqueueAgain } from '@pangeo-forge/db/work/enqueue-work';
import { type NewWork, reportWork } from '@pangeo-forge/db/work/work';
import { hasMarker, hiddenMarkers } from '@pangeo-forge/github/hidden-markers';
import { postOnce } from '../effects/comments.ts';
import { performEffect } from '../effects/perform-effect.ts';
import { apiLink, runLink } from '../runs/run-links.ts';
import { askForPermissions, isPermissionMissing } from './missing-permissions.ts';
import type { ReportContext, RepositoryReportContext } from './report-context.ts';
import { conclusionWords, foldedLog, whatWentWrong, type WhatWentWrong } from './run-outcome.ts';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';

/** The issue of a target has a subject of its own, so that two runs that end never open two. */
export function targetWork(run: RecipeRunRecord): NewWork {
  const { feedstockId, bakery, recipeId, feedstockSpec } = run;
  return reportWork({ of: 'target', feedstockId, bakery, recipeId }, `issue of ${recipeId} in ${feedstockSpec}`);
}

/**
 * Keeps one open issue in the feedstock while the newest production run of a target is a failure; the next success
 * closes it.
 */
export async function reportProductionIssue(context: ReportContext, target: ProductionTarget): Promise<void> {
  const run = await findLastProduction(context.database.pool, target);
  if (!run) return;
  const feedstock = await context.openRepository(run.feedstockSpec);
  try {
    if (run.conclusion === 'success') await closeIssues(feedstock, run);
    else await showIssue(feedstock, run);
  } catch (error) {
    if (!isPermissionMissing(error)) throw error;
    await reportWithoutIssue(feedstock, run);
  }
  const { pool } = context.database;
  await context.waker.wake(await updateMadeFeedstockComment(pool, run.feedstockId));
  const dispatch = await findDispatchOf(pool, run.id);
  const shared = dispatch ? reportWork({ of: 'requested_runs', deliveryId: dispatch.deliveryId }) : null;
  if (shared) await context.waker.wake(await enqueueAgain(pool, shared));
}

const markerOf = ({ bakery, recipeId }: RecipeRunRecord) => `<!-- pangeo-forge: production ${bakery} ${recipeId} -->`;

async function openIssues(context: RepositoryReportContext, run: RecipeRunRecord) {
  return context.repo.issues.findOpenByMarker(markerOf(run), await context.github.login());
}

/** Key of the effect whose result is the number of the issue that reports the run. */
export function issueKey({ id, conclusion }: RecipeRunRecord): string {
  return `issue of run ${id} ${conclusion}`;
}

/**
 * Where the App may not write issues, the comment on the end of the runs says why; what the API started has none, and
 * gets one. The owner is asked for the permission.
 */
async function reportWithoutIssue(context: RepositoryReportContext, run: RecipeRunRecord): Promise<void> {
  context.logger.error({ recipeRunId: run.id }, 'the App may not write the issue of a production run');
  if (run.pullRequest === null) return;
  const dispatch = await findDispatchOf(context.database.pool, run.id);
  const hasOwnReport = dispatch && (await findPlaceOfDelivery(context.database.pool, dispatch.deliveryId));
  if (run.conclusion !== 'success' && !hasOwnReport) {
    const failed = await describeFailure(context, run);
    const markdown = bodyOfIssue({ ...failed, isIssue: false });
    await postOnce(context, { key: `${issueKey(run)} refused`, number: run.pullRequest, markdown });
  }
  await askForPermissions(context, run.pullRequest);
}

async function describeFailure(context: RepositoryReportContext, run: RecipeRunRecord): Promise<FailedProduction> {
  return {
    run,
    link: await runLink(context, run),
    retryUrl: await apiLink(context, `/recipe_runs/${run.id}/retry`),
    wrong: await whatWentWrong(context, run),
    isIssue: true,
    runPermission: context.runPermission,
  };
}

async function showIssue(context: RepositoryReportContext, run: RecipeRunRecord): Promise<void> {
  const { issues } = context.repo;
  const text = bodyOfIssue(await describeFailure(context, run));
  const issue = { title: titleOfIssue(run), body: [text, markerOf(run), runMarker(run)].join('\n') };
  await performEffect(context, {
    key: issueKey(run),
    send: async () => {
      const [open] = await openIssues(context, run);
      if (!open) return { number: (await issues.create(issue)).number };
      await issues.update(open.number, issue);
      return { number: open.number };
    },
    find: async () => {
      const [first, ...extra] = await openIssues(context, run);
      for (const { number } of extra) await issues.update(number, { state: 'closed' });
      return first && hasMarker(first.body, runMarker(run)) ? { number: first.number } : null;
    },
  });
}

async function closeIssues(context: RepositoryReportContext, run: RecipeRunRecord): Promise<void> {
  const { issues } = context.repo;
  for (const { number } of await openIssues(context, run)) {
    await postOnce(context, {
      key: `issue ${run.feedstockSpec}#${number} told of run ${run.id}`,
      number,
      markdown: commentOfSuccess(run, await runLink(context, run)),
      marker: runMarker(run),
    });
    // only open issues come here, so this needs no record
    await issues.update(number, { state: 'closed', state_reason: 'completed' });
  }
}

export interface FailedProduction {
  run: RecipeRunRecord;
  /** The run's page. */
  link: string;
  /** Where the API accepts a request to retry. */
  retryUrl: string;
  wrong: WhatWentWrong;
  /** It is the text of an issue, which is kept up to date; else of a comment on the pull request. */
  isIssue: boolean;
  /** What production runs need. */
  runPermission: RepositoryReportContext['runPermission'];
}

export function titleOfIssue({ recipeId }: RecipeRunRecord): string {
  return `Production run of ${recipeId} failed`;
}

export function bodyOfIssue({ run, link, retryUrl, wrong, isIssue, runPermission }: FailedProduction): string {
  const starters = runPermission === 'anyone' ? 'Anybody' : `Somebody with ${codeSpan(runPermission)} permission`;
  const origin = isOfSchedule(run.dispatchKey)
    ? ' (started by its schedule)'
    : run.pullRequest === null
      ? ''
      : ` (${isOfMerge(run.dispatchKey) ? 'merge' : 'requested again after the merge'} of #${run.pullRequest})`;
  const byComment =
    run.pullRequest === null
      ? []
      : [
          `- A maintainer can comment ${codeSpan(`/retry ${run.recipeId}`)} here${isIssue ? ` or on #${run.pullRequest}` : ''} to run the same commit again.`,
          `- ${starters} can comment ${codeSpan(`/run ${run.recipeId} --production --ref BRANCH`)} here to run another branch, tag or commit of this repository.`,
        ];
  return [
    `😕 The production run of ${codeSpan(run.recipeId)} at ${run.headSha.slice(0, 7)}${origin} **${conclusionWords(run.conclusion)}**: ${prose(wrong.reason)}`,
    '',
    ...foldedLog(wrong),
    `[Full log of run ${run.id}](${link})`,
    '',
    '**To try again:**',
    '',
    ...byComment,
    ...(wrong.isOfRecipe
      ? ['- Or merge a pull request that fixes the recipe: the merge runs it again automatically.']
      : []),
    `- Or, with an API key: ${codeSpan(`POST ${retryUrl}`)}, with \`{"ref": "…"}\` for another commit.`,
    '',
    ...(isIssue ? ['This issue is updated automatically, and the next successful run closes it.', ''] : []),
  ].join('\n');
}

export function commentOfSuccess(run: RecipeRunRecord, link: string): string {
  return `🎉 [Run ${run.id}](${link}) of ${codeSpan(run.recipeId)} at ${run.headSha.slice(0, 7)} succeeded.`;
}

const MARKER = /^<!-- pangeo-forge: run (\d{1,9}) -->$/;

/** Hidden in an issue: the run that it reports. */
export function runMarker({ id }: { id: number }): string {
  return `<!-- pangeo-forge: run ${id} -->`;
}

/** Read only where we wrote it, in an issue that the App wrote. */
export function runIdIn(body: string): number | null {
  const [id] = hiddenMarkers(body).flatMap((marker) => MARKER.exec(marker)?.[1] ?? []);
  return id === undefined ? null : Number(id);
}
