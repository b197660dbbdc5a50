import { waitReport } from '@pangeo-forge/db/admission/tell-wait';
import { findPlaceOfDelivery } from '@pangeo-forge/db/deliveries/find-place-of-delivery';
import { wasIntended } from '@pangeo-forge/db/effects/effect-record';
import { readDispatching } from '@pangeo-forge/db/settings/read-dispatching';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { keepComment } from '../effects/keep-comment.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { textWhileStopped } from '../reports/wait-texts.ts';
import type { ComeBackLater } from '../work/come-back-later.ts';

export interface StoppedDelivery {
  work: LeasedWork;
  deliveryId: string;
  /** `issue_comment.created` */
  name: string;
}

/** Whoever waits for these looks at the conversation; who pushed a commit looks at its check run. */
const TOLD_BY_COMMENT: ReadonlySet<string> = new Set([
  'issue_comment.created',
  'pull_request.closed',
  'check_run.requested_action',
]);

/** People read in one comment that operators let nothing start, and why. */
export async function tellWhileStopped(
  orchestrator: Orchestrator,
  { work, deliveryId, name }: StoppedDelivery,
  wait: ComeBackLater,
): Promise<void> {
  if (wait.waitsFor !== 'operators' || !TOLD_BY_COMMENT.has(name)) return;
  const { pool } = orchestrator.database;
  const [place, dispatching] = [await findPlaceOfDelivery(pool, deliveryId), await readDispatching(pool)];
  if (!place || !dispatching.stopped) return;
  const repo = await orchestrator.github.repository(RepoFullName.parse(place.repository));
  const { effectSettleMs: settleMs, github } = orchestrator;
  const markdown = textWhileStopped(dispatching.reason, place.event === 'issue_comment');
  const parts = { pool, work, settleMs, repo, login: () => github.login() };
  await keepComment(parts, { key: waitReport(deliveryId).ref, number: place.number, markdown });
}

/** What was said of waiting is mended, now that it goes on. */
export async function tellWaitIsOver({ database, waker }: Orchestrator, deliveryId: string): Promise<void> {
  const report = waitReport(deliveryId);
  if (!(await wasIntended(database.pool, report.ref))) return;
  await waker.wake([await enqueueWork(database.pool, report)]);
}
