import { build, first } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { findDispatchOf } from '../runs/find-dispatch-of.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueAgain, enqueueWork } from '../work/enqueue-work.ts';
import { type NewWork, reportWork } from '../work/work.ts';
import type { WaitsFor } from './why-waits.ts';

/** Nobody needs to read of a wait that is over by then. */
const MIN_REPORTED_WAIT_MS = 5_000;

/** A deployment shows these waits; others are over in a moment. */
export const WORTH_A_DEPLOYMENT = [
  'budget',
  'bakery',
  'limit',
  'earlier_run',
  'refusal',
] as const satisfies readonly WaitsFor[];

/** Key of the effect that shows it. */
export function queuedDeploymentKey(runId: number, waitsFor: (typeof WORTH_A_DEPLOYMENT)[number]): string {
  return `deployment of run ${runId} queued ${waitsFor}`;
}

/** The one comment on what the runs that a delivery asked for wait for. */
export function waitReport(deliveryId: string): NewWork {
  return reportWork({ of: 'wait', deliveryId });
}

/** A run that was to start waits: GitHub shows it, and follows as it moves on. */
export async function reportWaiting(db: Queryable, runId: number): Promise<DueWork[]> {
  const run = await findDispatchOf(db, runId);
  const delayMs = MIN_REPORTED_WAIT_MS;
  if (run?.askedByComment) await enqueueWork(db, { ...waitReport(run.deliveryId), delayMs });
  if (run && !run.isTest) await enqueueWork(db, { ...reportWork({ of: 'run', runId }), delayMs });
  return []; // due later: nobody is woken for it now
}

/** A run waits for an approval: that is commented on, whoever started the run. */
export async function reportHeld(db: Queryable, runId: number): Promise<DueWork[]> {
  const run = await findDispatchOf(db, runId);
  if (!run) return [];
  const due = [await enqueueWork(db, waitReport(run.deliveryId))];
  return run.isTest ? due : [...due, await enqueueWork(db, reportWork({ of: 'run', runId }))];
}

/** It starts: what GitHub shows of its waiting is updated, where it shows any. */
export async function reportWaitIsOver(db: Queryable, runId: number): Promise<DueWork[]> {
  const keys = WORTH_A_DEPLOYMENT.map((waitsFor) => queuedDeploymentKey(runId, waitsFor));
  const shown = build.selectFrom('effect').select('key').where('key', 'in', keys).limit(1);
  return [
    ...(await updateWaitComment(db, runId)),
    ...((await first(db, shown)) ? [await enqueueWork(db, reportWork({ of: 'run', runId }))] : []),
  ];
}

/**
 * The comment alone: the report of a run that has ended updates the deployment itself, and must not make itself due
 * again.
 */
export async function updateWaitComment(db: Queryable, runId: number): Promise<DueWork[]> {
  const run = await findDispatchOf(db, runId);
  return run ? enqueueAgain(db, waitReport(run.deliveryId)) : [];
}
