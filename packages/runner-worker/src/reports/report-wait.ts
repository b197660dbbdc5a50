import { waitReport } from '@pangeo-forge/db/admission/wait-reports';
import type { Why } from '@pangeo-forge/db/admission/why-waits';
import { findPlaceOfDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { wasIntended } from '@pangeo-forge/db/effects/effect-record';
import { findRunsOfDelivery, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { reportWork } from '@pangeo-forge/db/work/work';
import { keepComment } from '../effects/comments.ts';
import { type DeliveryContext, inRepository } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { runLink } from '../runs/run-links.ts';
import { whyRunWaits } from '../runs/why-waits.ts';
import type { RequeueAfter } from '../work/work-handler.ts';
import { isWaitShownTogether } from './report-requested-runs.ts';
import type { ReportContext } from './report-context.ts';
import { codeSpan, prose, tableCell } from '@pangeo-forge/shared/untrusted/foreign-text';

/**
 * Keeps one comment on how the runs that a delivery requested wait, until none does. Without a wait there is no
 * comment.
 */
export async function reportWait(context: ReportContext, deliveryId: string): Promise<void> {
  const { pool } = context.database;
  const runs = await findRunsOfDelivery(pool, deliveryId);
  const place = (await findPlaceOfDelivery(pool, deliveryId)) ?? placeOfRun(runs[0]);
  if (!place) return;
  const key = waitReport(deliveryId).ref;
  const isMerge = 'event' in place && place.event === 'pull_request'; // whose runs have no comment while they go on
  if (!isMerge && (await isWaitShownTogether(context, deliveryId, runs))) {
    await context.waker.wake([await enqueueWork(pool, reportWork({ of: 'requested_runs', deliveryId }))]);
    return;
  }
  const described = await Promise.all(runs.map((run) => describeWait(context, run)));
  const isOver = described.every(({ why }) => why.state !== 'waiting');
  if (isOver && !(await wasIntended(pool, key))) return;
  const opened = await context.openRepository(runs[0]?.feedstockSpec ?? place.repository);
  await keepComment(opened, { key, number: place.number, markdown: textOfWait(described) });
}

/** What a schedule or the API started has no comment of its own, but belongs to a pull request. */
function placeOfRun(run: RecipeRunRecord | undefined): { repository: string; number: number } | null {
  return run === undefined || run.pullRequest === null
    ? null
    : { repository: run.feedstockSpec, number: run.pullRequest };
}

async function describeWait(context: ReportContext, run: RecipeRunRecord): Promise<WaitingRun> {
  const why = await whyRunWaits(context, run);
  const link = await runLink(context, run);
  return { run, link, why: why ?? { state: 'ended', waits_for: null, reason: null } };
}

export interface WaitingRun {
  run: RecipeRunRecord;
  link: string;
  why: Why;
}

/** While operators have stopped dispatching. `isCommand`: it was requested in a comment. */
export function commentWhileStopped(reason: string, isCommand: boolean): string {
  const cancel = isCommand ? ' `/cancel` cancels it.' : '';
  return [
    `⏳ **Waiting:** the operators of this deployment have paused new work. Their reason: ${reason}`,
    '',
    `Nothing is lost: this continues automatically when they resume, and this comment will be updated.${cancel}`,
  ].join('\n');
}

/** The state of the requested runs, while some wait and after the last one started. */
export function textOfWait(runs: readonly WaitingRun[]): string {
  if (runs.length === 0) return '▶️ The wait is over, and this continues.';
  const waiting = runs.filter(({ why }) => why.state === 'waiting').length;
  const head =
    waiting === 0
      ? '▶️ The wait is over:'
      : waiting === runs.length
        ? '⏳ **Waiting to start:**'
        : `⏳ **${waiting} of ${runs.length} waiting to start:**`;
  const rows = runs.map(
    ({ run, link, why }) =>
      `| ${tableCell(codeSpan(run.recipeId))} | [run ${run.id}](${link}) | ${stateText(run, why)} |`,
  );
  const foot =
    waiting === 0
      ? []
      : ['', `${footOf(runs)}, and this comment is kept up to date. \`/cancel\` cancels those that wait.`];
  return [head, '', '| recipe | run | state |', '| --- | --- | --- |', ...rows, ...foot].join('\n');
}

function footOf(runs: readonly WaitingRun[]): string {
  const isHeld = runs.some(({ why }) => why.waits_for === 'budget');
  return isHeld ? 'Runs beyond a budget start after `/approve`, others automatically' : 'They start automatically';
}

function stateText({ conclusion }: RecipeRunRecord, { state, reason }: Why): string {
  if (state === 'waiting') return reason === null ? 'Waiting.' : tableCell(prose(reason));
  if (state === 'running') return 'Started.';
  return conclusion === 'cancelled' ? 'Cancelled.' : 'Started, and ended.';
}

/** Who waits for these reads the conversation; who pushed a commit reads its check run. */
const REPORTED_BY_COMMENT: ReadonlySet<string> = new Set([
  'issue_comment.created',
  'pull_request.closed',
  'check_run.requested_action',
]);

/** Posts in one comment that operators have stopped dispatching, and why. */
export async function reportStoppedDispatching(
  context: DeliveryContext,
  /** `issue_comment.created` */
  eventName: string,
  wait: RequeueAfter,
): Promise<void> {
  if (wait.waitsFor !== 'operators' || !REPORTED_BY_COMMENT.has(eventName)) return;
  const { deliveryId } = context;
  const { pool } = context.database;
  const [place, dispatching] = [await findPlaceOfDelivery(pool, deliveryId), await readDispatching(pool)];
  if (!place || !dispatching.stopped) return;
  const markdown = commentWhileStopped(dispatching.reason, place.event === 'issue_comment');
  const opened = await inRepository(context, place.repository);
  await keepComment(opened, { key: waitReport(deliveryId).ref, number: place.number, markdown });
}

/** Makes the report on the wait due, where there is a comment to update now that the wait is over. */
export async function requestWaitReport({ database, waker }: Orchestrator, deliveryId: string): Promise<void> {
  const report = waitReport(deliveryId);
  if (!(await wasIntended(database.pool, report.ref))) return;
  await waker.wake([await enqueueWork(database.pool, report)]);
}
