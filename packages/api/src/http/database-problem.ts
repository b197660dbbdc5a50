import { isDatabaseAway } from '@pangeo-forge/db/is-database-away';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ErrorRequestHandler } from 'express';

const STATEMENT_TOOK_TOO_LONG = '57014';

/** What the database could not do in time is no fault of ours that a reader should take for an answer: 503, and when to come again. */
export const answerDatabaseProblem: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  if ((error as { code?: string }).code === STATEMENT_TOOK_TOO_LONG) {
    const advice =
      'This took the database too long. Ask for less: a smaller page, fewer rows to pass over, a narrower filter.';
    next(new AppError('unavailable', advice, { cause: error }));
  } else if (isDatabaseAway(error)) {
    next(new AppError('unavailable', 'The database does not answer just now: try again.', { cause: error }));
  } else {
    next(error);
  }
};
