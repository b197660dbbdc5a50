import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** What could not be recorded is answered with 503, so that its sender keeps it and sends it again. */
export async function orSendAgain<T>(recording: Promise<T>): Promise<T> {
  try {
    return await recording;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', 'This could not be recorded just now: send it again.', { cause: error });
  }
}
