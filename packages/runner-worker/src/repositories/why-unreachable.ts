import { refusalStatus } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Decision } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';

/** GitHub may show a thing this many settling times after it told of it. */
const SETTLING_TIMES = 6;

/**
 * Why nothing can be done for what a delivery is about, and trying again cannot help: the App is gone from there, or the thing is. Null for other errors.
 * @throws RequeueAfter when GitHub does not show yet what it has just told of.
 */
export function whyUnreachable(error: unknown, since: Date, settleMs: number): Decision | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'not_found') return { decision: 'ignored', reason: error.publicMessage };
  const { message } = error;
  switch (refusalStatus(error)) {
    case 404:
    case 410: {
      const youngFor = since.getTime() + SETTLING_TIMES * settleMs - Date.now();
      if (youngFor > 0)
        throw new RequeueAfter(Math.min(settleMs, youngFor), 'GitHub does not show yet what it told of');
      const reason = `GitHub does not show it any more: it was deleted, or the App may not see it (${error.context.request})`;
      return { decision: 'ignored', reason };
    }
    case 403:
      if (/installation has been suspended/i.test(message))
        return { decision: 'ignored', reason: 'the installation of the App is suspended' };
      return /archived/i.test(message)
        ? { decision: 'failed', reason: `the repository is archived, and takes no changes (${error.context.request})` }
        : null;
    default:
      return null;
  }
}
