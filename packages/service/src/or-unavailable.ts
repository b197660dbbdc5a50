import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';

/** GitHub and Pub/Sub give up after 10 s: what is not recorded by then must have been refused. */
export const RECORD_LIMIT_MS = 8_000;

/** 503: the sender keeps what it sent, and sends it again. Recording twice is harmless. */
export function notRecorded(what: string, cause: unknown): AppError {
  return new AppError('unavailable', `The ${what} could not be recorded: send it again.`, { cause });
}

/**
 * The result of a recording that has begun.
 * @param what is recorded, for the sender: `notification`.
 * @throws AppError `unavailable` when it fails, or is not done within the limit; the recording continues. Other
 * AppErrors pass through.
 */
export async function orUnavailable<T>(what: string, recording: Promise<T>, limitMs = RECORD_LIMIT_MS): Promise<T> {
  try {
    return await withTimeout(recording, limitMs, () => {
      throw new Error(`not recorded within ${limitMs / 1_000} s`);
    });
  } catch (error) {
    throw error instanceof AppError ? error : notRecorded(what, error);
  }
}
