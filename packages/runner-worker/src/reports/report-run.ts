import { deliveryOfWaitReport, mendWaitComment } from '@pangeo-forge/db/admission/tell-wait';
import { feedstockOfReport } from '@pangeo-forge/db/feedstocks/made-feedstock-report';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Orchestrator } from '../registry/orchestrator.ts';
import type { WorkHandler } from '../work/work-handler.ts';
import { explainEnd } from './explain-end.ts';
import { parseTarget, reportTarget } from './report-target.ts';
import type { ReportContext } from './report-context.ts';
import { reportMadeFeedstock } from './report-made-feedstock.ts';
import { reportProductionRun } from './report-production-run.ts';
import { reportTestRun } from './report-test-run.ts';
import { reportWait } from './report-wait.ts';

/** Work of kind `reports`: GitHub shows how a run stands, how the newest production run of a target ended, how what was asked for waits, or what a contribution became. */
export function reportRun(
  orchestrator: Orchestrator,
  redactor: Redactor,
  bakeryAdapters: ReportContext['bakeryAdapters'],
): WorkHandler {
  const contextOf = async (work: ReportContext['work'], feedstockSpec: string): Promise<ReportContext> => {
    const repo = await orchestrator.github.repository(RepoFullName.parse(feedstockSpec));
    return { ...orchestrator, redactor, bakeryAdapters, work, repo };
  };
  return async ({ work }) => {
    const waiting = deliveryOfWaitReport(work.ref);
    if (waiting) return reportWait(waiting, orchestrator, (spec) => contextOf(work, spec));
    const made = feedstockOfReport(work.ref);
    if (made !== null) return reportMadeFeedstock(made, orchestrator, (spec) => contextOf(work, spec));
    const target = parseTarget(work.ref);
    if (target) return reportTarget(target, orchestrator, (spec) => contextOf(work, spec));
    const found = await findRun(orchestrator.database.pool, Number(work.ref));
    if (!found) return;
    if (found.status === 'completed')
      await orchestrator.waker.wake(await mendWaitComment(orchestrator.database.pool, found.id));
    const run = await explainEnd({ ...orchestrator, redactor, bakeryAdapters, work }, found);
    if (!run.isTest) await reportProductionRun(await contextOf(work, run.feedstockSpec), run);
    else if (run.status === 'completed') await reportTestRun(await contextOf(work, run.feedstockSpec), run);
  };
}
