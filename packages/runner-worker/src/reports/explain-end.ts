import { DATAFLOW_FAILED } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { recordExplanation } from '@pangeo-forge/db/runs/record-explanation';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { explanationOf } from '../reconcile/event-of-end.ts';
import type { ReportContext } from './report-context.ts';

/**
 * A run that the Cloud Function's form ended says only that it failed: before anybody is told, the bakery's logs are asked why, as the reconciler asks
 * them. Where they do not answer, the author is told what is known.
 */
export async function explainEnd(
  { database, redactor, bakeryAdapters, logger }: Omit<ReportContext, 'repo'>,
  run: RecipeRunRecord,
): Promise<RecipeRunRecord> {
  const bakery = bakeryAdapters.get(run.bakery);
  if (!bakery || !run.bakeryJobName || run.conclusion !== 'failure' || run.failureReason !== DATAFLOW_FAILED)
    return run;
  const ref = { jobName: run.bakeryJobName, jobId: run.bakeryJobId, since: new Date(run.startedAt) };
  try {
    const explanation = explanationOf(DATAFLOW_FAILED, await bakery.explainFailure(ref), redactor);
    await recordExplanation(database.pool, run.id, explanation);
    return { ...run, failureReason: explanation.reason, failureTraceback: explanation.traceback };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logger.warn({ err: error, recipeRunId: run.id }, 'why a run failed could not be asked of its bakery');
    return run;
  }
}
