import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { AppError } from '../errors/app-error.ts';

/** The last route, for what no other route answers. */
export const notFoundHandler: RequestHandler = (_request, response) => {
  response.status(404).json({ detail: 'Not Found' });
};

/**
 * Errors become `{"detail": …}`. Only an AppError's own public message is shown; anything else is logged, and answered
 * with 500.
 */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const requestId = response.locals.requestId as string | undefined;
    if (error instanceof AppError) {
      if (error.status >= 500) logger.error({ err: error, context: error.context, requestId }, 'request failed');
      if (error.retryable) response.set('retry-after', String(secondsUntilRetry(error)));
      response.status(error.status).json({ detail: error.publicMessage });
      return;
    }
    const status = clientErrorStatus(error);
    if (status) {
      response.status(status).json({ detail: (error as Error).message });
      return;
    }
    logger.error({ err: error, requestId, path: request.path }, 'request failed');
    response.status(500).json({ detail: 'Internal Server Error' });
  };
}

const RETRY_SECONDS = 5;

/** From the error when it is known; else a few seconds. */
function secondsUntilRetry({ context: { retryAfterMs } }: AppError): number {
  return typeof retryAfterMs === 'number' ? Math.max(1, Math.ceil(retryAfterMs / 1_000)) : RETRY_SECONDS;
}

/** Express and its parsers mark client errors with a status of 4xx. */
function clientErrorStatus(error: unknown): number | null {
  const status = (error as { status?: unknown }).status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
