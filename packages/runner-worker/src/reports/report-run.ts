import { updateWaitComment } from '@pangeo-forge/db/admission/wait-reports';
import { parseReport } from '@pangeo-forge/db/names/report';
import { DATAFLOW_FAILED } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { findRun, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { recordExplanation } from '@pangeo-forge/db/runs/record-explanation';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { inRepository } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { explanationOf } from '../reconcile/event-of-end.ts';
import { whyMovedAway } from '../repositories/repository-moves.ts';
import type { WorkHandler } from '../work/work-handler.ts';
import type { ReportContext } from './report-context.ts';
import { reportDeployment } from './report-deployment.ts';
import { reportMadeFeedstock } from './report-made-feedstock.ts';
import { reportProductionIssue } from './report-production-issue.ts';
import { reportRequestedRuns, sharedReportOf } from './report-requested-runs.ts';
import { reportTestRun } from './report-test-run.ts';
import { reportWait } from './report-wait.ts';

/**
 * Work of kind `reports`: shows on GitHub the state of a run, the end of the newest production run of a target, the
 * wait of a request, or the feedstock of a contribution.
 */
export function reportRun(
  orchestrator: Orchestrator,
  redactor: Redactor,
  bakeryAdapters: ReportContext['bakeryAdapters'],
): WorkHandler {
  return async ({ work }) => {
    let place = '';
    const context: ReportContext = {
      ...orchestrator,
      redactor,
      bakeryAdapters,
      work,
      effects: new Set(),
      openRepository(fullName) {
        place = fullName;
        return inRepository(context, fullName);
      },
    };
    try {
      await report(context);
    } catch (error) {
      const reason = await whyMovedAway(orchestrator, place, error);
      if (reason === null) throw error;
      orchestrator.logger.warn({ report: work.ref, reason }, 'a report could not be posted');
    }
  };
}

async function report(context: ReportContext): Promise<void> {
  const about = parseReport(context.work.ref);
  switch (about?.of) {
    case undefined:
      throw new Error(`no version of this system made a report of "${context.work.ref}"`);
    case 'wait':
      return reportWait(context, about.deliveryId);
    case 'requested_runs':
      return reportRequestedRuns(context, about.deliveryId);
    case 'made_feedstock':
      return reportMadeFeedstock(context, about.feedstockId);
    case 'target':
      return reportProductionIssue(context, about);
    case 'run':
      return reportOneRun(context, about.runId);
  }
}

async function reportOneRun(context: ReportContext, runId: number): Promise<void> {
  const { waker, database } = context;
  const found = await findRun(database.pool, runId);
  if (!found) return;
  if (found.status === 'completed') await waker.wake(await updateWaitComment(database.pool, found.id));
  const run = await explainFailedRun(context, found);
  if (!run.isTest) await reportDeployment(await context.openRepository(run.feedstockSpec), run);
  if (run.status !== 'completed') return;
  const shared = await sharedReportOf(context, run);
  if (shared) await waker.wake([await enqueueWork(database.pool, shared)]);
  else if (run.isTest) await reportTestRun(await context.openRepository(run.feedstockSpec), run);
}

/**
 * The Cloud Function's form only says that a run failed: the reason is read from the bakery's logs before it is
 * reported, as the reconciler does. Where the logs do not answer, the report has what is known.
 */
export async function explainFailedRun(
  { database, redactor, bakeryAdapters, logger }: ReportContext,
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
    logger.warn({ err: error, recipeRunId: run.id }, 'the logs of a bakery did not explain why a run failed');
    return run;
  }
}
