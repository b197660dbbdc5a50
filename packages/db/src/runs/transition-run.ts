import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql, type UpdateObject } from 'kysely';
import type { Row, Tables } from '../entities/tables.ts';
import { affected, build, first, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { writeJournal } from '../journal/journal.ts';
import { enqueueReconciliation, stopFollowingRun } from '../following/enqueue-reconciliation.ts';
import { wakeNextInvocation } from '../admission/admit-invocation.ts';
import { runSubject } from '../names/subject.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { inspectionWork, reportWork } from '../work/work.ts';
import { reasonOfCancellation } from './cancellation-reason.ts';
import { endPhases, enterPhase } from './run-phases.ts';
import { nextRunState, type RunEvent, type RunState } from './next-run-state.ts';
import { storableText } from '../storable.ts';

export type TransitionResult =
  | { outcome: 'changed'; state: RunState; due: DueWork[] }
  | { outcome: 'unchanged'; why: string }
  | { outcome: 'unknown_run' };

interface RunRow extends Pick<Row<'reciperun'>, 'status' | 'conclusion' | 'is_test' | 'cancel_requested_by'> {
  corrected: boolean;
  baked: boolean;
  ours: boolean;
}

/**
 * A run that was just started or submitted is first compared with its bakery after this time, unless something is heard
 * of it.
 */
const FIRST_CHECK_MS = 15_000;

/**
 * The only way a run changes its state. Runs in the caller's transaction: locks the run, applies the event, journals
 * it, sees to it that a run in progress is followed at its bakery, has what a successful one wrote inspected, and makes
 * due the report of one that ended, or that was started in production. Runs adopted from the original are ended
 * silently. Wake the answer's `due` after the commit.
 */
export async function transitionRun(
  db: Queryable,
  runId: number,
  reported: RunEvent,
  deliveryId?: string,
): Promise<TransitionResult> {
  const row: RunRow | null = await first(
    db,
    build
      .selectFrom('reciperun')
      .select([
        'status',
        'conclusion',
        'is_test',
        'cancel_requested_by',
        sql<boolean>`corrected_at is not null`.as('corrected'),
        sql<boolean>`baked_at is not null`.as('baked'),
        sql<boolean>`dispatch_key is not null`.as('ours'),
      ])
      .where('id', '=', runId)
      .forUpdate(),
  );
  if (!row) return { outcome: 'unknown_run' };
  const event = await eventToApply(db, runId, row, reported);
  const step = nextRunState(row, event);
  await journalStep(db, runId, row, event, step.outcome === 'changed' ? null : step.why, step, deliveryId);
  if (step.outcome === 'unchanged') return step;
  await storeStep(db, runId, step.to, event);
  if (event.type === 'submitted') await enterPhase(db, runId, 'bake');
  if (event.type === 'baked' || step.to.status === 'completed') await endPhases(db, runId);
  const due = row.ours ? await whatIsDue(db, runId, row, step.to) : [];
  const isToInspect = event.type === 'baked' || (event.type === 'succeeded' && (await canBeInspected(db, runId, row)));
  if (isToInspect) due.push(await enqueueWork(db, inspectionWork(runId)));
  return { outcome: 'changed', state: step.to, due };
}

/** A run in progress whose bakery reports success goes on until what it wrote was inspected. */
async function eventToApply(db: Queryable, runId: number, row: RunRow, reported: RunEvent): Promise<RunEvent> {
  if (reported.type === 'cancelled')
    return { ...reported, reason: reasonOfCancellation(reported, row.cancel_requested_by) };
  const isToInspect =
    reported.type === 'succeeded' && row.status === 'in_progress' && (await canBeInspected(db, runId, row));
  return isToInspect ? { ...reported, type: 'baked' } : reported;
}

/** Whether it is known where the run wrote. */
async function canBeInspected(db: Queryable, runId: number, row: RunRow): Promise<boolean> {
  if (!row.ours) return false;
  const bake = await first(
    db,
    build
      .selectFrom('runner_invocation')
      .select('id')
      .where('recipe_run_id', '=', runId)
      .where(sql<boolean>`request ? 'bake'`)
      .limit(1),
  );
  return bake !== null;
}

async function whatIsDue(db: Queryable, runId: number, from: RunRow, { status }: RunState): Promise<DueWork[]> {
  if (status !== 'completed') {
    await enqueueReconciliation(db, runId, FIRST_CHECK_MS); // due later: nobody is woken for it now
    const isProductionStart = !from.is_test && from.status === 'queued';
    return isProductionStart ? [await enqueueWork(db, reportWork({ of: 'run', runId }))] : []; // its deployment
  }
  await stopFollowingRun(db, runId);
  return [await enqueueWork(db, reportWork({ of: 'run', runId })), ...(await wakeNextInvocation(db, runId))];
}

async function storeStep(db: Queryable, runId: number, to: RunState, event: RunEvent): Promise<void> {
  const reason = 'reason' in event ? storableText(event.reason) : null;
  await affected(
    db,
    build
      .updateTable('reciperun')
      .set({
        status: to.status,
        conclusion: to.conclusion,
        failure_reason: reason,
        message: sql<string | null>`coalesce(message, ${reason}::text)`,
        ...(to.status === 'completed' ? { completed_at: sql<string>`now() at time zone 'utc'` } : {}),
        ...(to.corrected ? { corrected_at: now } : {}),
        ...columnsOf(event),
      })
      .where('id', '=', runId),
  );
}

/** What the event alone says of the run. */
function columnsOf(event: RunEvent): UpdateObject<Tables, 'reciperun'> {
  switch (event.type) {
    case 'dispatched':
      return { dispatched_at: now };
    case 'submitted':
      return {
        submitted_at: sql<string>`coalesce(submitted_at, now())`,
        bakery_job_name: event.jobName,
        ...(event.jobId === null ? {} : { bakery_job_id: storableText(event.jobId) }),
      };
    case 'succeeded':
      return {
        dataset_public_url: sql<string>`coalesce(${event.datasetPublicUrl}::text, target_url, dataset_public_url)`,
      };
    case 'baked':
      return {
        baked_at: now,
        dataset_public_url: sql<string>`coalesce(${event.datasetPublicUrl}::text, dataset_public_url)`,
      };
    case 'inspected':
      return {
        dataset_public_url: sql<string>`coalesce(${event.datasetPublicUrl}::text, dataset_public_url, target_url)`,
        ...(event.datasetType === null ? {} : { dataset_type: event.datasetType }),
      };
    case 'failed':
      return typeof event.traceback === 'string' ? { failure_traceback: storableText(event.traceback) } : {};
    case 'cancelled':
    case 'timed_out':
    case 'lost':
      return {};
  }
}

async function journalStep(
  db: Queryable,
  runId: number,
  from: RunRow,
  event: RunEvent,
  why: string | null,
  step: ReturnType<typeof nextRunState>,
  deliveryId: string | undefined,
): Promise<void> {
  const what = 'reason' in event ? event.reason : `${event.type} by ${event.actor}`;
  await writeJournal(db, {
    kind: 'transition',
    subject: runSubject(runId),
    recipeRunId: runId,
    deliveryId: deliveryId ?? null,
    decision: step.outcome,
    from: nameOf(from),
    to: step.outcome === 'changed' ? nameOf(step.to) : null,
    actor: event.actor,
    reason: why === null ? what : `${what}; nothing changed, since ${why}`,
  });
}

function nameOf(state: Pick<RunState, 'status' | 'conclusion'>): string {
  return state.conclusion ? `${state.status}/${state.conclusion}` : state.status;
}
