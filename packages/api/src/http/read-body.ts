import express, { type Request, type Response } from 'express';
import { RequestProblem } from './request-problem.ts';

const MOST_BODY_BYTES = 1024 * 1024;
const parseRaw = express.raw({ type: () => true, limit: MOST_BODY_BYTES });

/**
 * The JSON object that the request carries. A body of another content type is no object to the original either; without a content type it is taken
 * for JSON.
 * @throws RequestProblem when it is missing, malformed or no object.
 */
export async function readBody(request: Request, response: Response): Promise<Record<string, unknown>> {
  await new Promise<void>((resolve, reject) => {
    parseRaw(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  if (text === '') throw problem('field required', 'value_error.missing');
  const isJson = request.get('content-type') === undefined || request.is(['json', '+json']);
  const value = isJson ? parse(text) : text;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw problem('value is not a valid dict', 'type_error.dict');
  }
  return value as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw problem((error as Error).message, 'value_error.jsondecode');
  }
}

function problem(msg: string, type: string): RequestProblem {
  return new RequestProblem([{ loc: ['body'], msg, type }]);
}
