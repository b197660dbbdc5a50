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
