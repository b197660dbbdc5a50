import { deliveryOfWaitReport, mendWaitComment } from '@pangeo-forge/db/admission/tell-wait';
import { feedstockOfReport } from '@pangeo-forge/db/feedstocks/made-feedstock-report';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { whyMovedAway } from '../feedstocks/why-moved-away.ts';
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
  return async ({ work }) => {
    let place = '';
    const contextOf = async (repository: string): Promise<ReportContext> => {
      place = repository;
      const repo = await orchestrator.github.repository(RepoFullName.parse(repository));
      return { ...orchestrator, redactor, bakeryAdapters, work, repo };
    };
    try {
      await report({ ...orchestrator, redactor, bakeryAdapters, work }, contextOf);
    } catch (error) {
      const reason = await whyMovedAway(orchestrator, place, error);
      if (reason === null) throw error;
      orchestrator.logger.warn({ report: work.ref, reason }, 'nobody can be told any more');
    }
  };
}

async function report(
  parts: Omit<ReportContext, 'repo'>,
  contextOf: (repository: string) => Promise<ReportContext>,
): Promise<void> {
  const { work, waker } = parts;
  const { pool } = parts.database;
  const waiting = deliveryOfWaitReport(work.ref);
  if (waiting) return reportWait(waiting, parts, contextOf);
  const made = feedstockOfReport(work.ref);
  if (made !== null) return reportMadeFeedstock(made, parts, contextOf);
  const target = parseTarget(work.ref);
  if (target) return reportTarget(target, parts, contextOf);
  const found = await findRun(pool, Number(work.ref));
  if (!found) return;
  if (found.status === 'completed') await waker.wake(await mendWaitComment(pool, found.id));
  const run = await explainEnd(parts, found);
  if (!run.isTest) await reportProductionRun(await contextOf(run.feedstockSpec), run);
  else if (run.status === 'completed') await reportTestRun(await contextOf(run.feedstockSpec), run);
}
