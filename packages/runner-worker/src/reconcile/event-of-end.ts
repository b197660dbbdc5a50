import type { Bakery, BakeryJob, FailureSummary, JobRef } from '@pangeo-forge/bakeries/bakery';
import type { RunEvent } from '@pangeo-forge/db/runs/next-run-state';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';

const NO_SUMMARY: FailureSummary = { reason: null, traceback: null };
const MAX_REASON = 1_000;

/**
 * How a job ended, as an event of its run; null while it has not. The reason is read from the bakery's logs now, since
 * they expire.
 */
export async function eventOfEnd(
  bakery: Bakery,
  ref: JobRef,
  job: BakeryJob,
  redactor: Redactor,
): Promise<RunEvent | null> {
  switch (job.state) {
    case 'succeeded':
      return { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null };
    case 'cancelled':
      return { type: 'cancelled', actor: 'bakery', reason: job.reason ?? 'The job was cancelled at its bakery.' };
    case 'failed': {
      // logs that do not answer must not keep a failed run open
      const summary = await bakery.explainFailure(ref).catch(() => NO_SUMMARY);
      const reported = job.reason ?? 'The job failed at its bakery.';
      return { type: 'failed', actor: 'bakery', ...explanationOf(reported, summary, redactor) };
    }
    default:
      return null;
  }
}

/** The reported reason of a failure, with what the bakery's logs add. */
export function explanationOf(
  reported: string,
  { reason, traceback }: FailureSummary,
  redactor: Redactor,
): { reason: string; traceback: string | null } {
  const text = reason && !reported.includes(reason) ? `${reported} ${reason}` : reported;
  return {
    reason: redactor.redact(text).slice(0, MAX_REASON),
    traceback: traceback === null ? null : redactor.redact(traceback),
  };
}
