import { waitReport } from '@pangeo-forge/db/admission/wait-reports';
import type { Why } from '@pangeo-forge/db/admission/why-waits';
import { findPlaceOfDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { wasIntended } from '@pangeo-forge/db/effects/effect-record';
import { findRunsOfDelivery, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { keepComment } from '../effects/comments.ts';
import { type DeliveryContext, inRepository } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { runLink } from '../runs/run-links.ts';
import { whyWaits } from '../runs/why-waits.ts';
import type { RequeueAfter } from '../work/work-handler.ts';
import type { ReportContext } from './report-context.ts';

/** One comment tells how what a delivery asked for waits, and that it waits no more. Where it never had to wait nothing is said. */
export async function reportWait(context: ReportContext, deliveryId: string): Promise<void> {
  const { pool } = context.database;
  const place = await findPlaceOfDelivery(pool, deliveryId);
  if (!place) return;
  const key = waitReport(deliveryId).ref;
  const runs = await findRunsOfDelivery(pool, deliveryId);
  const described = await Promise.all(runs.map((run) => describeWait(context, run)));
  const isOver = described.every(({ why }) => why.state !== 'waiting');
  if (isOver && !(await wasIntended(pool, key))) return;
  const opened = await context.openRepository(runs[0]?.feedstockSpec ?? place.repository);
  await keepComment(opened, { key, number: place.number, markdown: textOfWait(described) });
}

async function describeWait(context: ReportContext, run: RecipeRunRecord): Promise<WaitingRun> {
  const why = await whyWaits(context, run);
  const link = await runLink(context, run);
  return { run, link, why: why ?? { state: 'ended', waits_for: null, reason: null } };
}

export interface WaitingRun {
  run: RecipeRunRecord;
  link: string;
  why: Why;
}

/** While operators let nothing start. `isCommand`: somebody asked for it in a comment. */
export function textWhileStopped(reason: string, isCommand: boolean): string {
  const takeBack = isCommand ? ' `/cancel` takes it back.' : '';
  return [
    `⏳ **Waiting:** the operators of this deployment let nothing new start for now. They say: ${reason}`,
    '',
    `Nothing is lost: this goes on by itself when they let it, and this comment will say so.${takeBack}`,
  ].join('\n');
}

/** How what was asked for stands, as long as some of it waits and when none does any more. */
export function textOfWait(runs: readonly WaitingRun[]): string {
  if (runs.length === 0) return '▶️ The wait is over: this goes on now.';
  const waiting = runs.filter(({ why }) => why.state === 'waiting').length;
  const head =
    waiting === 0
      ? '▶️ The wait is over:'
      : waiting === runs.length
        ? '⏳ **Waiting to be started:**'
        : `⏳ **${waiting} of ${runs.length} wait to be started:**`;
  const rows = runs.map(
    ({ run, link, why }) => `| \`${run.recipeId}\` | [run ${run.id}](${link}) | ${stateOf(run, why)} |`,
  );
  const foot =
    waiting === 0
      ? []
      : ['', 'They start by themselves, and this comment is kept up to date. `/cancel` takes back what waits.'];
  return [head, '', '| recipe | run | how it stands |', '| --- | --- | --- |', ...rows, ...foot].join('\n');
}

function stateOf({ conclusion }: RecipeRunRecord, { state, reason }: Why): string {
  if (state === 'waiting') return reason ?? 'It waits.';
  if (state === 'running') return 'Started.';
  return conclusion === 'cancelled' ? 'Cancelled.' : 'Started, and has ended.';
}

/** Whoever waits for these looks at the conversation; who pushed a commit looks at its check run. */
const REPORTED_BY_COMMENT: ReadonlySet<string> = new Set([
  'issue_comment.created',
  'pull_request.closed',
  'check_run.requested_action',
]);

/** People read in one comment that operators let nothing start, and why. */
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
  const markdown = textWhileStopped(dispatching.reason, place.event === 'issue_comment');
  const opened = await inRepository(context, place.repository);
  await keepComment(opened, { key: waitReport(deliveryId).ref, number: place.number, markdown });
}

/** Makes the report on the wait due, where there is a comment to be brought up to date now that the wait is over. */
export async function requestWaitReport({ database, waker }: Orchestrator, deliveryId: string): Promise<void> {
  const report = waitReport(deliveryId);
  if (!(await wasIntended(database.pool, report.ref))) return;
  await waker.wake([await enqueueWork(database.pool, report)]);
}
