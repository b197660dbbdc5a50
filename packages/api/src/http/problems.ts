import { isDatabaseAway } from '@pangeo-forge/db/is-database-away';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ErrorRequestHandler } from 'express';

export interface Problem {
  /** Starts with `path`, `query` or `body`. */
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** What is wrong with a request, in the format of the original API. */
export class RequestProblem extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('the request is not valid');
    this.name = 'RequestProblem';
    this.problems = problems;
  }
}

export const answerRequestProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof RequestProblem) response.status(422).json({ detail: error.problems });
  else next(error);
};

const STATEMENT_TOOK_TOO_LONG = '57014';

/** A statement that took too long, or a database that is unavailable, is 503 with `Retry-After`. */
export const answerDatabaseProblem: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  if ((error as { code?: string }).code === STATEMENT_TOOK_TOO_LONG) {
    const advice = 'The query took too long. Ask for less: a smaller page, a smaller offset or a narrower filter.';
    next(new AppError('unavailable', advice, { cause: error }));
  } else if (isDatabaseAway(error)) {
    next(new AppError('unavailable', 'The database is unavailable at the moment: try again.', { cause: error }));
  } else {
    next(error);
  }
};

/**
 * Postgres's codes for a value that its type cannot hold: a number that is too large for an id, a cursor that was
 * changed.
 */
const OUT_OF_RANGE = new Set(['22007', '22008', '22P02', '22003']);

/** @throws RequestProblem when a value of the query is out of range for its column. */
export async function inRange<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!OUT_OF_RANGE.has((error as { code?: string }).code ?? '')) throw error;
    throw new RequestProblem([{ loc: ['query'], msg: 'a value is out of range', type: 'value_error' }]);
  }
}
