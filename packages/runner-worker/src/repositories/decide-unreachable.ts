import { refusalStatus } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Decision } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';

/** GitHub may show the subject of an event as late as this many times the usual lag. */
const LAG_TIMES = 6;

/**
 * Why the subject of a delivery cannot be reached, where a retry cannot help: the App was uninstalled, or the subject
 * was deleted. Null for other errors.
 * @throws RequeueAfter when GitHub does not show the subject of a recent event yet.
 */
export function decideUnreachable(error: unknown, since: Date, settleMs: number): Decision | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'not_found') return { decision: 'ignored', reason: error.publicMessage };
  const { message } = error;
  switch (refusalStatus(error)) {
    case 404:
    case 410: {
      const youngFor = since.getTime() + LAG_TIMES * settleMs - Date.now();
      if (youngFor > 0)
        throw new RequeueAfter(Math.min(settleMs, youngFor), 'GitHub does not show the subject of the event yet');
      const reason = `GitHub does not show it any more: it was deleted, or the App may not see it (${error.context.request})`;
      return { decision: 'ignored', reason };
    }
    case 403:
      if (/installation has been suspended/i.test(message))
        return { decision: 'ignored', reason: 'the installation of the App is suspended' };
      return /archived/i.test(message)
        ? { decision: 'failed', reason: `the repository is archived and cannot be changed (${error.context.request})` }
        : null;
    default:
      return null;
  }
}
