import { isDatabaseAway } from '@pangeo-forge/db/is-database-away';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ErrorRequestHandler } from 'express';

export interface Problem {
  /** Starts with `path`, `query` or `body`. */
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** What is wrong with a request, in the shape that clients of the original know. */
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

/** Postgres's words for a value that its type cannot hold: a number that no id can have, a cursor that was tampered with. */
const UNFIT_VALUE = new Set(['22007', '22008', '22P02', '22003']);

/** @throws RequestProblem when the statement met a value of the query that cannot be. */
export async function inRange<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!UNFIT_VALUE.has((error as { code?: string }).code ?? '')) throw error;
    throw new RequestProblem([{ loc: ['query'], msg: 'a value is out of range', type: 'value_error' }]);
  }
}
