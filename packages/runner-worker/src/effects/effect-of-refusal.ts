import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** What the refusals of a write say of something that is there already: not mergeable (any more), conflict, already exists. */
const PERHAPS_THERE: readonly unknown[] = [405, 409, 422];

/**
 * What an error tells about the effect of the request: an answer of 4xx says that nothing happened, or that it had happened before; no answer,
 * or 5xx, says nothing. What was held back here was never sent.
 */
export function effectOfRefusal(error: unknown): 'none' | 'perhaps_there' | 'unknown' {
  if (!(error instanceof AppError)) return 'unknown';
  if (error.context.notSent === true) return 'none';
  const { status } = error.context;
  if (typeof status !== 'number' || status < 400 || status >= 500) return 'unknown';
  return PERHAPS_THERE.includes(status) ? 'perhaps_there' : 'none';
}
