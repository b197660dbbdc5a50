import { RequestProblem } from './request-problem.ts';

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
