import { build, first } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { findDispatchOf } from '../runs/find-dispatch-of.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueAgain, enqueueWork } from '../work/enqueue-work.ts';
import { type NewWork, reportWork } from '../work/work.ts';
import type { WaitsFor } from './why-waits.ts';

/** Nobody needs to read of a wait that is over by then. */
const WORTH_A_WORD_MS = 5_000;

/** A deployment shows these waits; others are over in a moment. */
export const WORTH_A_DEPLOYMENT = ['bakery', 'limit', 'earlier_run', 'refusal'] as const satisfies readonly WaitsFor[];

/** Key of the effect that tells it. */
export function queuedDeploymentKey(runId: number, waitsFor: (typeof WORTH_A_DEPLOYMENT)[number]): string {
  return `deployment of run ${runId} queued ${waitsFor}`;
}

/** The one comment that tells how what a delivery asked for waits. */
export function waitReport(deliveryId: string): NewWork {
  return reportWork({ of: 'wait', deliveryId });
}

/** A run that was to start waits: people on GitHub are told, and told again as it moves on. */
export async function tellWait(db: Queryable, runId: number): Promise<DueWork[]> {
  const run = await findDispatchOf(db, runId);
  const delayMs = WORTH_A_WORD_MS;
  if (run?.askedByComment) await enqueueWork(db, { ...waitReport(run.deliveryId), delayMs });
  if (run && !run.isTest) await enqueueWork(db, { ...reportWork({ of: 'run', runId }), delayMs });
  return []; // due later: nobody is woken for it now
}

/** It starts: what was said of its waiting is mended. Where nothing was said nothing is. */
export async function tellWaitIsOver(db: Queryable, runId: number): Promise<DueWork[]> {
  const keys = WORTH_A_DEPLOYMENT.map((waitsFor) => queuedDeploymentKey(runId, waitsFor));
  const shown = build.selectFrom('effect').select('key').where('key', 'in', keys).limit(1);
  return [
    ...(await mendWaitComment(db, runId)),
    ...((await first(db, shown)) ? [await enqueueWork(db, reportWork({ of: 'run', runId }))] : []),
  ];
}

/** The comment alone: the report of a run that has ended mends the deployment itself, and must not ask for itself again. */
export async function mendWaitComment(db: Queryable, runId: number): Promise<DueWork[]> {
  const run = await findDispatchOf(db, runId);
  return run ? enqueueAgain(db, waitReport(run.deliveryId)) : [];
}
