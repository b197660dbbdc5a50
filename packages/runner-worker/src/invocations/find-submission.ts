import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import type { Invocation } from '@pangeo-forge/db/invocations/find-invocation';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { ComeBackLater } from '../work/come-back-later.ts';

export type Submission =
  | { outcome: 'found'; job: BakeryJob }
  | { outcome: 'none' }
  /** The bakery has not answered for so long that nobody can tell: whoever follows the run goes on asking. */
  | { outcome: 'unknown' };

const ASK_AGAIN_MS = 15_000;
const GIVE_UP_AFTER_MS = 15 * 60_000;

/**
 * The job that the bakery has under the name of this bake, whatever was printed about it and whoever submitted it. So a submission that nobody wrote
 * down is found, and never made twice.
 * @throws ComeBackLater while the bakery does not answer.
 */
export async function findSubmission(bakery: Bakery, invocation: Invocation): Promise<Submission> {
  const jobName = invocation.request.bake?.jobName ?? '';
  const startedAt = new Date(invocation.startedAt ?? Date.now());
  try {
    const news = await bakery.observe({ jobName, jobId: null, since: startedAt });
    return news.outcome === 'observed' ? { outcome: 'found', job: news.job } : { outcome: 'none' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (Date.now() - startedAt.getTime() > GIVE_UP_AFTER_MS) return { outcome: 'unknown' };
    throw new ComeBackLater(ASK_AGAIN_MS, `whether the job was submitted cannot be told: ${error.publicMessage}`);
  }
}
