import { build, first } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { recordObservation } from '../following/record-observation.ts';
import type { RunEvent } from '../runs/next-run-state.ts';
import { transitionRun } from '../runs/transition-run.ts';
import { inTransaction } from '../transaction.ts';

export interface StatusReport {
  status: 'in_progress' | 'succeeded' | 'failed' | 'cancelled';
  reason: string | null;
  /** Where the dataset is read, when it is below the place that the configuration names. */
  datasetPublicUrl: string | null;
  jobId: string | null;
  /** Progress, links: shown with the run. */
  job: Record<string, unknown>;
}

export type StatusReportResult =
  | { outcome: 'applied'; due: DueWork[] }
  | { outcome: 'unchanged'; why: string }
  | { outcome: 'not_started' }
  | { outcome: 'wrong_place'; expected: string };

/** A bakery reports on a run that it was given. Repeated and late reports change nothing. */
export async function applyStatusReport(pool: Pool, runId: number, report: StatusReport): Promise<StatusReportResult> {
  return inTransaction(pool, async (client) => {
    const run = await first(
      client,
      build.selectFrom('reciperun').select(['status', 'target_url as target']).where('id', '=', runId).forUpdate(),
    );
    if (!run || run.status === 'queued') return { outcome: 'not_started' };
    const { datasetPublicUrl: url } = report;
    if (url !== null && run.target !== null && url !== run.target && !url.startsWith(`${run.target}/`))
      return { outcome: 'wrong_place', expected: run.target };
    if (run.status === 'in_progress') {
      await recordObservation(client, runId, { ...(report.jobId ? { jobId: report.jobId } : {}), job: report.job });
    }
    const event = eventOf(report);
    if (!event)
      return run.status === 'completed'
        ? { outcome: 'unchanged', why: 'the run has ended' }
        : { outcome: 'applied', due: [] };
    const result = await transitionRun(client, runId, event);
    if (result.outcome === 'changed') return { outcome: 'applied', due: result.due };
    return { outcome: 'unchanged', why: result.outcome === 'unchanged' ? result.why : 'the run was deleted' };
  });
}

function eventOf({ status, reason, datasetPublicUrl }: StatusReport): RunEvent | null {
  const actor = 'bakery';
  switch (status) {
    case 'in_progress':
      return null;
    case 'succeeded':
      return { type: 'succeeded', actor, datasetPublicUrl };
    case 'failed':
      return {
        type: 'failed',
        actor,
        reason: reason ?? 'The bakery reported that the run failed, and gave no reason.',
      };
    case 'cancelled':
      return { type: 'cancelled', actor, reason: reason ?? 'The bakery reported that the run was cancelled.' };
  }
}
