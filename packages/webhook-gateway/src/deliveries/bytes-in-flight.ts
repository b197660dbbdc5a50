import type { RequestHandler } from 'express';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** Caps the memory that bodies in hand can take: a request that does not fit is asked to come back. */
export function limitBytesInFlight(limitBytes: number): RequestHandler {
  let inFlight = 0;
  return (request, response, next) => {
    const declared = Number(request.get('content-length') ?? 0);
    if (inFlight > 0 && inFlight + declared > limitBytes) {
      next(new AppError('unavailable', 'Too many bytes are in flight: send this again in a moment.'));
      return;
    }
    inFlight += declared;
    response.once('close', () => {
      inFlight -= declared;
    });
    next();
  };
}
