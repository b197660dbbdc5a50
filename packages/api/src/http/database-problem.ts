import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ErrorRequestHandler } from 'express';

const STATEMENT_TOOK_TOO_LONG = '57014';
/** The server shuts down, starts, or has no connection left; the connection broke or was never made. */
const AWAY = /^(57P0[1-3]|53300|08\d{3}|ECONN\w+|ETIMEDOUT|EPIPE)$/;
const NO_CONNECTION = /^(timeout exceeded when trying to connect|Connection terminated)/;

/** What the database could not do in time is no fault of ours that a reader should take for an answer: 503, and when to come again. */
export const answerDatabaseProblem: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === STATEMENT_TOOK_TOO_LONG) {
    const advice =
      'This took the database too long. Ask for less: a smaller page, fewer rows to pass over, a narrower filter.';
    next(new AppError('unavailable', advice, { cause: error }));
  } else if (AWAY.test(code) || NO_CONNECTION.test(message)) {
    next(new AppError('unavailable', 'The database does not answer just now: try again.', { cause: error }));
  } else {
    next(error);
  }
};
