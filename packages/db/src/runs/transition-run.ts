import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { writeJournal } from '../journal/journal.ts';
import { followRun, stopFollowingRun } from '../following/follow-run.ts';
import { wakeNextInvocation } from '../admission/admit-invocation.ts';
import { runSubject } from '../names/subject.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { reportWork } from '../work/work.ts';
import { reasonOfCancellation } from './cancellation-reason.ts';
import { nextRunState, type RunConclusion, type RunEvent, type RunState, type RunStatus } from './next-run-state.ts';
import { storableText } from '../storable.ts';

export type TransitionResult =
  | { outcome: 'changed'; state: RunState; due: DueWork[] }
  | { outcome: 'unchanged'; why: string }
  | { outcome: 'unknown_run' };

interface RunRow {
  status: RunStatus;
  conclusion: RunConclusion | null;
  corrected: boolean;
  ours: boolean;
  is_test: boolean;
  cancel_requested_by: string | null;
}

/** A run that was just started or submitted is first looked at after this time, unless something is heard of it. */
const FIRST_LOOK_MS = 15_000;

/**
 * The only way a run changes its state. Runs in the caller's transaction: locks the run, applies the event, journals it, sees to it that a run in
 * progress is followed at its bakery, and makes due the report of one that ended, or that was started in production. Runs adopted from the original are ended silently. Wake the answer's `due` after the commit.
 */
export async function transitionRun(
  db: Queryable,
  runId: number,
  told: RunEvent,
  deliveryId?: string,
): Promise<TransitionResult> {
  const { rows } = await db.query<RunRow>(
    `select status, conclusion, corrected_at is not null as corrected, dispatch_key is not null as ours, is_test, cancel_requested_by
     from reciperun where id = $1 for update`,
    [runId],
  );
  const row = rows[0];
  if (!row) return { outcome: 'unknown_run' };
  const event =
    told.type === 'cancelled' ? { ...told, reason: reasonOfCancellation(told, row.cancel_requested_by) } : told;
  const step = nextRunState(row, event);
  await journalStep(db, runId, row, event, step.outcome === 'changed' ? null : step.why, step, deliveryId);
  if (step.outcome === 'unchanged') return step;
  await storeStep(db, runId, step.to, event);
  const due = row.ours ? await whatIsDue(db, runId, row, step.to) : [];
  return { outcome: 'changed', state: step.to, due };
}

async function whatIsDue(db: Queryable, runId: number, from: RunRow, { status }: RunState): Promise<DueWork[]> {
  if (status !== 'completed') {
    await followRun(db, runId, FIRST_LOOK_MS); // due later: nobody is woken for it now
    const isProductionStart = !from.is_test && from.status === 'queued';
    return isProductionStart ? [await enqueueWork(db, reportWork({ of: 'run', runId }))] : []; // its deployment
  }
  await stopFollowingRun(db, runId);
  return [await enqueueWork(db, reportWork({ of: 'run', runId })), ...(await wakeNextInvocation(db, runId))];
}

async function storeStep(db: Queryable, runId: number, to: RunState, event: RunEvent): Promise<void> {
  await db.query(
    `update reciperun set status = $2::text, conclusion = $3,
       completed_at = case when $2::text = 'completed' then now() at time zone 'utc' else completed_at end,
       corrected_at = case when $4::boolean then now() else corrected_at end,
       dispatched_at = case when $5::boolean then now() else dispatched_at end,
       submitted_at = case when $11::boolean then coalesce(submitted_at, now()) else submitted_at end,
       failure_traceback = coalesce($12::text, failure_traceback),
       bakery_job_name = coalesce($6::text, bakery_job_name), bakery_job_id = coalesce($7::text, bakery_job_id),
       dataset_public_url = case when $10::boolean then coalesce($8::text, target_url, dataset_public_url) else dataset_public_url end, failure_reason = $9::text,
       message = coalesce(message, $9::text)
     where id = $1`,
    [
      runId,
      to.status,
      to.conclusion,
      to.corrected,
      event.type === 'dispatched',
      event.type === 'submitted' ? event.jobName : null,
      event.type === 'submitted' ? storableText(event.jobId) : null,
      event.type === 'succeeded' ? event.datasetPublicUrl : null,
      'reason' in event ? storableText(event.reason) : null,
      event.type === 'succeeded',
      event.type === 'submitted',
      event.type === 'failed' ? storableText(event.traceback ?? null) : null,
    ],
  );
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
  const told = 'reason' in event ? event.reason : `${event.type} by ${event.actor}`;
  await writeJournal(db, {
    kind: 'transition',
    subject: runSubject(runId),
    recipeRunId: runId,
    deliveryId: deliveryId ?? null,
    decision: step.outcome,
    from: nameOf(from),
    to: step.outcome === 'changed' ? nameOf(step.to) : null,
    actor: event.actor,
    reason: why === null ? told : `${told}; nothing changed, since ${why}`,
  });
}

function nameOf(state: Pick<RunState, 'status' | 'conclusion'>): string {
  return state.conclusion ? `${state.status}/${state.conclusion}` : state.status;
}
