import express, { type Request, type Response } from 'express';
import { z } from 'zod';
import { leafOf } from './coerce.ts';
import type { Fields, Route } from './define-route.ts';
import { type Problem, RequestProblem } from './problems.ts';
import { validate } from './validate.ts';

const NOTHING = z.object({});

/**
 * Path, query and body of a request as the route's schemas describe them.
 * @throws RequestProblem with everything that is wrong, not only the first.
 */
export async function readInput(route: Route, request: Request, response: Response, search: URLSearchParams) {
  const problems: Problem[] = [];
  const read = (schema: Fields, place: 'path' | 'query' | 'body', given: Record<string, unknown>) => {
    const result = validate(schema, place, given);
    problems.push(...result.problems);
    return 'values' in result ? result.values : {};
  };
  const params = read(route.params ?? NOTHING, 'path', joinPathParts(request.params));
  const query = read(route.query ?? NOTHING, 'query', readQuery(route.query ?? NOTHING, search));
  const hasBody = route.body && (!route.bodyMayBeAbsent || carriesBody(request));
  const body = route.body ? read(route.body, 'body', hasBody ? await readBody(request, response) : {}) : {};
  if (problems.length > 0) throw new RequestProblem(problems);
  return { params, query, body };
}

function carriesBody(request: Request): boolean {
  return request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0;
}

/** A parameter that matches slashes comes in parts. */
function joinPathParts(params: Request['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : (value ?? '')]),
  );
}

/**
 * Values of the query by name. A list takes all values of its name, also separated by commas; otherwise the last value
 * counts.
 */
function readQuery(schema: Fields, search: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = Object.fromEntries(search);
  for (const [name, field] of Object.entries(schema.shape)) {
    if (leafOf(field)._zod.def.type !== 'array') continue;
    const all = search.getAll(name).flatMap((value) => value.split(',').filter(Boolean));
    values[name] = all.length > 0 ? all : undefined;
  }
  return values;
}

const MAX_BODY_BYTES = 1024 * 1024;
const parseRaw = express.raw({ type: () => true, limit: MAX_BODY_BYTES });

/**
 * The JSON object that the request carries. As in the original, a body of another content type is not an object;
 * without a content type it is read as JSON.
 * @throws RequestProblem when it is missing, malformed or not an object.
 */
async function readBody(request: Request, response: Response): Promise<Record<string, unknown>> {
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
