import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export type Submission =
  | { outcome: 'found'; job: BakeryJob }
  | { outcome: 'none' }
  /** The bakery has not answered for too long: the reconciler continues to ask. */
  | { outcome: 'unknown' };

/** `passes`: it may answer later; otherwise the operators must fix its rights or configuration. */
export type NoAnswer = { outcome: 'no_answer'; passes: boolean; message: string };

/**
 * The job that the bakery has under the name of this bake, whatever was printed about it and whichever worker submitted
 * it. So a submission that was not recorded is found, and never made twice.
 */
export async function findSubmission(bakery: Bakery, invocation: Invocation): Promise<Submission | NoAnswer> {
  const jobName = invocation.request.bake?.jobName ?? '';
  const since = new Date(invocation.startedAt ?? Date.now());
  try {
    const answer = await bakery.observe({ jobName, jobId: null, since });
    return answer.outcome === 'observed' ? { outcome: 'found', job: answer.job } : { outcome: 'none' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outcome: 'no_answer', passes: error.code !== 'bakery_refused', message: withoutStop(error.publicMessage) };
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
