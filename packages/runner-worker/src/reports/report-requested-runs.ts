import { waitReport } from '@pangeo-forge/db/admission/wait-reports';
import { findPlaceOfDelivery, isDeliveryOpen, type PlaceOfDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { findEffectResult, wasIntended } from '@pangeo-forge/db/effects/effect-record';
import { feedstockKey, findFeedstockOrigin } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { findDispatchOf } from '@pangeo-forge/db/runs/find-dispatch-of';
import { findRunsOfDelivery, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { reportWork } from '@pangeo-forge/db/work/work';
import { keepComment } from '../effects/comments.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { codeSpan, prose, tableCell } from '@pangeo-forge/shared/untrusted/foreign-text';
import { runLink } from '../runs/run-links.ts';
import { whyRunWaits } from '../runs/why-waits.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { issueKey } from './report-production-issue.ts';
import { findWrittenDataset, textOfDatasets, type WrittenDataset } from './written-dataset.ts';
import type { ReportContext } from './report-context.ts';
import { reportTestRun } from './report-test-run.ts';
import { conclusionWords, foldedLog, NO_MORE_TESTS, whatWentWrong, type WhatWentWrong } from './run-outcome.ts';

/**
 * Whether runs share their comments: all those of one command with several recipes, and all production runs. A single
 * test run has a comment of its own.
 */
export function areReportedTogether(runs: readonly RecipeRunRecord[]): boolean {
  return runs.length > 1 || runs.some(({ isTest }) => !isTest);
}

/** The work that reports the runs of a delivery together; null where this run has a comment of its own. */
export async function sharedReportOf({ database }: Orchestrator, run: RecipeRunRecord) {
  const { pool } = database;
  const dispatch = await findDispatchOf(pool, run.id);
  if (!dispatch || (await wasIntended(pool, `comment of run ${run.id}`))) return null;
  const runs = await findRunsOfDelivery(pool, dispatch.deliveryId);
  return areReportedTogether(runs) || (await isDeliveryOpen(pool, dispatch.deliveryId))
    ? reportWork({ of: 'requested_runs', deliveryId: dispatch.deliveryId })
    : null;
}

/** Makes the shared comment due, where a command started several runs. */
export async function requestSharedReport({ database, waker }: Orchestrator, deliveryId: string): Promise<void> {
  const place = await findPlaceOfDelivery(database.pool, deliveryId);
  if (place && isMerge(place)) return;
  const runs = await findRunsOfDelivery(database.pool, deliveryId);
  if (runs.length < 2) return;
  await waker.wake([await enqueueWork(database.pool, reportWork({ of: 'requested_runs', deliveryId }))]);
}

const isMerge = ({ event }: PlaceOfDelivery) => event === 'pull_request';
const RECHECK_MS = 1_000;
/** The comment of a delivery that is never handled is not waited for longer. */
const MAX_WAIT_MS = 60_000;

/**
 * The runs that one command or merge started: one comment shows how several runs of a command stand, and is edited.
 * When the last one has ended a new comment says how they ended, since GitHub notifies nobody of edits. A later
 * correction changes its text.
 * @throws RequeueAfter while the command still starts runs.
 */
export async function reportRequestedRuns(context: ReportContext, deliveryId: string): Promise<void> {
  const { pool } = context.database;
  const runs = await findRunsOfDelivery(pool, deliveryId);
  const [first] = runs;
  const place = (await findPlaceOfDelivery(pool, deliveryId)) ?? placeOfButton(first);
  if (!place || !first) return;
  await awaitHandled(context, deliveryId, runs);
  if (!areReportedTogether(runs)) {
    if (first.status === 'completed') await reportTestRun(await context.openRepository(first.feedstockSpec), first);
    return;
  }
  const haveEnded = runs.every(({ status }) => status === 'completed');
  const described = await Promise.all(runs.map((run) => describe(context, run)));
  const progress = `progress of ${deliveryId}`;
  if (!isMerge(place) && runs.length > 1 && (!haveEnded || (await wasIntended(pool, progress)))) {
    const opened = await context.openRepository(first.feedstockSpec);
    await keepComment(opened, { key: progress, number: place.number, markdown: textOfProgress(described) });
  }
  if (!haveEnded) return;
  const { repository, number } = await placeOfEnd(context, place, first);
  const opened = await context.openRepository(repository);
  const isHere = repository === first.feedstockSpec && number === place.number;
  const markdown = textOfEnd(described, {
    isOfMerge: isMerge(place),
    commandsOn: isHere ? null : `${first.feedstockSpec}#${place.number}`,
    isOpen: !first.isTest || (await opened.repo.pulls.get(number)).state === 'open',
  });
  await keepComment(opened, { key: `end of ${deliveryId}`, number, markdown });
}

/** The event of a button names a commit and no pull request. What the API started has no comment. */
function placeOfButton(run: RecipeRunRecord | undefined): PlaceOfDelivery | null {
  if (!run?.isTest || run.pullRequest === null) return null;
  return { repository: run.feedstockSpec, number: run.pullRequest, event: 'check_run' };
}

async function awaitHandled(
  { database }: ReportContext,
  deliveryId: string,
  runs: readonly RecipeRunRecord[],
): Promise<void> {
  if (!(await isDeliveryOpen(database.pool, deliveryId))) return;
  const endedAt = Math.min(
    ...runs.map(({ completedAt }) => (completedAt === null ? Date.now() : Date.parse(completedAt))),
  );
  if (Date.now() - endedAt < MAX_WAIT_MS) throw new RequeueAfter(RECHECK_MS, 'the command is still starting runs');
}

/** The contributor of a new feedstock reads the pull request that the recipe came from. */
async function placeOfEnd(
  { database }: ReportContext,
  place: PlaceOfDelivery,
  run: RecipeRunRecord,
): Promise<{ repository: string; number: number }> {
  const here = { repository: run.feedstockSpec, number: place.number };
  const origin = isMerge(place) && !run.isTest ? await findFeedstockOrigin(database.pool, run.feedstockId) : null;
  if (origin === null) return here;
  const key = `${feedstockKey(origin.repository, origin.pullRequest)}: recipe pull request`;
  const created = (await findEffectResult(database.pool, key)) as { number: number } | null;
  return created?.number === place.number ? { repository: origin.repository, number: origin.pullRequest } : here;
}

async function describe(context: ReportContext, run: RecipeRunRecord): Promise<RequestedRun> {
  const waits = run.status === 'completed' ? null : await whyRunWaits(context, run);
  const issue = (await findEffectResult(context.database.pool, issueKey(run))) as { number: number } | null;
  return {
    run,
    link: await runLink(context, run),
    waits: waits?.state === 'waiting' ? (waits.reason ?? 'Waiting') : null,
    issue: issue?.number ?? null,
    wrong: run.status === 'completed' ? await whatWentWrong(context, run) : null,
    written: await findWrittenDataset(context, run),
  };
}

export interface RequestedRun {
  run: RecipeRunRecord;
  /** The run's page. */
  link: string;
  /** What it waits for; null when it does not wait. */
  waits: string | null;
  /** The issue in its feedstock that reports its failure. */
  issue: number | null;
  /** Null while it has not ended. */
  wrong: WhatWentWrong | null;
  /** Of a production run whose dataset was opened. */
  written?: WrittenDataset | null;
}

/** The runs of one command while they go on. */
export function textOfProgress(runs: readonly RequestedRun[]): string {
  const ended = runs.filter(({ run }) => run.status === 'completed').length;
  const head =
    ended === runs.length
      ? `${allOf(runs.length)} runs have ended: the results are in a comment below.`
      : `⏳ **${ended} of ${runs.length} runs have ended.** This comment is kept up to date, and a new one will be posted when all have ended.`;
  const cancel = runs.some(({ waits }) => waits !== null) ? ['', '`/cancel` cancels those that wait, too.'] : [];
  return [head, '', '| recipe | run | state |', '| --- | --- | --- |', ...runs.map(rowOfProgress), ...cancel].join(
    '\n',
  );
}

const allOf = (count: number) => (count === 2 ? 'Both' : `All ${count}`);

function rowOfProgress({ run, link, waits }: RequestedRun): string {
  const state = run.status === 'completed' ? markOf(run) : waits === null ? 'Running' : tableCell(prose(waits));
  return `| ${idCell(run)} | [run ${run.id}](${link}) | ${state} |`;
}

/** Characters: the run's page has all of it. */
const MAX_REASON = 300;
/** Of how many failures the end of the log is shown. */
const MAX_LOGS = 3;

export interface EndOfRuns {
  /** Of a merge; else of a command. */
  isOfMerge: boolean;
  /** `owner/name#1`: where commands about these runs work, when the comment is elsewhere. */
  commandsOn: string | null;
  /** Whether test runs can still be started on the pull request. */
  isOpen: boolean;
}

/** The runs of one command or merge when all have ended. */
export function textOfEnd(runs: readonly RequestedRun[], end: EndOfRuns): string {
  const good = runs.filter(({ run }) => run.conclusion === 'success').length;
  const kind = runs[0]?.run.isTest ? 'test run' : 'production run';
  const what = end.isOfMerge ? 'of this merge' : 'that you requested';
  const head =
    runs.length === 1
      ? `${good === 1 ? '🎉' : '😕'} The ${kind} of ${codeSpan(runs[0]?.run.recipeId)} ${conclusionWords(runs[0]?.run.conclusion ?? null)}.`
      : good === runs.length
        ? `🎉 ${allOf(runs.length)} ${kind}s ${what} succeeded.`
        : good === 0
          ? `😕 None of the ${runs.length} ${kind}s ${what} succeeded.`
          : `😕 ${runs.length - good} of ${runs.length} ${kind}s ${what} did not succeed.`;
  const failed = runs.filter(({ run }) => run.conclusion !== 'success' && run.conclusion !== 'cancelled');
  const logs = failed.filter(({ run }) => run.isTest).slice(0, MAX_LOGS);
  return [
    head,
    '',
    '| recipe | run | result | dataset or reason |',
    '| --- | --- | --- | --- |',
    ...runs.map(rowOfEnd),
    ...textOfDatasets(runs.flatMap(({ run, written }) => (written ? [{ recipeId: run.recipeId, written }] : []))),
    ...logs.flatMap(({ run, wrong }) => (wrong ? ['', `${codeSpan(run.recipeId)}:`, '', ...foldedLog(wrong)] : [])),
    ...nextText(failed, end),
  ].join('\n');
}

function nextText(failed: readonly RequestedRun[], { commandsOn, isOpen }: EndOfRuns): string[] {
  if (failed.length === 0) return [];
  if (!isOpen) return ['', NO_MORE_TESTS];
  const ids = failed.map(({ run }) => run.recipeId).join(' ');
  const fix = failed.some(({ wrong }) => wrong?.isOfRecipe);
  const isTest = failed[0]?.run.isTest ?? true;
  const repair = !fix
    ? ''
    : isTest
      ? 'push a commit that fixes this, or '
      : 'merge a pull request that fixes this, or ';
  return [
    '',
    `**Next:** ${repair}comment ${codeSpan(`/${isTest ? 'run' : 'retry'} ${ids}`)} ${commandsOn === null ? 'here' : `on ${commandsOn}`} to try again.`,
  ];
}

function rowOfEnd({ run, link, issue, wrong }: RequestedRun): string {
  return `| ${idCell(run)} | [run ${run.id}](${link}) | ${markOf(run)} | ${detailOf(run, issue, wrong)} |`;
}

function detailOf(run: RecipeRunRecord, issue: number | null, wrong: WhatWentWrong | null): string {
  if (run.conclusion === 'success')
    return run.datasetPublicUrl === null ? 'not public' : tableCell(codeSpan(run.datasetPublicUrl));
  const reason = tableCell(prose((wrong?.reason ?? '').slice(0, MAX_REASON)));
  return issue === null ? reason : `${reason} (${run.feedstockSpec}#${issue})`;
}

const idCell = ({ recipeId }: RecipeRunRecord) => tableCell(codeSpan(recipeId));

const MARKS: Readonly<Record<string, string>> = { success: '🎉', cancelled: '⏹️' };

function markOf({ conclusion }: RecipeRunRecord): string {
  return `${MARKS[conclusion ?? ''] ?? '😕'} ${conclusionWords(conclusion)}`;
}

/** Whether the shared comment shows these waits already. */
export async function isWaitShownTogether(
  { database }: Orchestrator,
  deliveryId: string,
  runs: readonly RecipeRunRecord[],
): Promise<boolean> {
  return runs.length > 1 && !(await wasIntended(database.pool, waitReport(deliveryId).ref));
}
