import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export type Submission =
  | { outcome: 'found'; job: BakeryJob }
  | { outcome: 'none' }
  /** The bakery has not answered for so long that nobody can tell: whoever follows the run goes on asking. */
  | { outcome: 'unknown' };

/** `passes`: it may answer later by itself; otherwise somebody must mend rights or configuration. */
export type Silence = { outcome: 'silent'; passes: boolean; said: string };

/**
 * The job that the bakery has under the name of this bake, whatever was printed about it and whoever submitted it. So a submission that nobody wrote
 * down is found, and never made twice.
 */
export async function findSubmission(bakery: Bakery, invocation: Invocation): Promise<Submission | Silence> {
  const jobName = invocation.request.bake?.jobName ?? '';
  const since = new Date(invocation.startedAt ?? Date.now());
  try {
    const news = await bakery.observe({ jobName, jobId: null, since });
    return news.outcome === 'observed' ? { outcome: 'found', job: news.job } : { outcome: 'none' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outcome: 'silent', passes: error.code !== 'bakery_refused', said: withoutStop(error.publicMessage) };
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
