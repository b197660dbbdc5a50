import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import type { Access, Caller } from '../keys/authorize.ts';
import type { LimitName } from '../limits/request-limits.ts';
import type { Answer } from './answer.ts';
import type { RequestProblem } from './problems.ts';

export type Fields = z.ZodObject;

/** An authorized, valid request. `caller` is the owner of the key; null on public routes without one. */
export interface Call<Params extends Fields, Query extends Fields, Body extends Fields> {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  /** All values of the query, also of names that the route does not declare. */
  search: URLSearchParams;
  caller: Caller | null;
  parts: RouteParts;
  request: Request;
  response: Response;
}

export interface Described {
  /** Unique; the name of the operation in generated clients. */
  operationId: string;
  summary: string;
  description?: string;
  tags: readonly string[];
  /** What a successful answer contains. */
  answers: { description: string; schema?: z.ZodType; contentTypes?: readonly string[] };
  /** What can go wrong apart from invalid input, by status. */
  failures?: Readonly<Record<number, string>>;
}

/** What a request says, once its schemas have accepted it. */
export type Input<Params extends Fields, Query extends Fields, Body extends Fields> = Pick<
  Call<Params, Query, Body>,
  'params' | 'query' | 'body'
>;

export type RouteAccess<Params extends Fields, Query extends Fields, Body extends Fields> = Access<
  Input<Params, Query, Body>
>;

export interface RouteSpec<Params extends Fields, Query extends Fields, Body extends Fields> extends Described {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** `/feedstocks/{id}`; `{name:path}` also matches slashes. */
  path: string;
  /** Who may send it. It may depend on the query. */
  access: RouteAccess<Params, Query, Body> | ((search: URLSearchParams) => RouteAccess<Params, Query, Body>);
  /**
   * How long this process may send the same answer to a public GET again; a second by default. 0 for streams and
   * answers that always differ.
   */
  freshMs?: number;
  /** What a public GET is about, where different URLs ask for the same; its URL when left out. */
  freshKey?: (search: URLSearchParams) => string;
  /** The rate limit that an expensive GET counts for. */
  limit?: LimitName;
  params?: Params;
  query?: Query;
  body?: Body;
  /** A request without a body counts as one with an empty object. */
  bodyMayBeAbsent?: boolean;
  /** A POST that changes nothing: what is kept of other answers stays. */
  onlyReads?: boolean;
  /** The answer to input that is not valid, where a standard has its own format; otherwise 422 in ours. */
  refuse?(problem: RequestProblem): Answer;
  handle(call: Call<Params, Query, Body>): Promise<Answer> | Answer;
}

/** A route as the router and the API description read it: the handler gets only what its schemas accept. */
export type Route = RouteSpec<Fields, Fields, Fields>;

export function defineRoute<Params extends Fields, Query extends Fields, Body extends Fields>(
  spec: RouteSpec<Params, Query, Body>,
): Route {
  return spec as unknown as Route;
}

/** `/feedstocks/{id}` and `/{spec:path}` in Express's syntax. */
export function toExpressPath(path: string): string {
  return path.replace(/\{(\w+):path\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1');
}

/** The path in OpenAPI's syntax. */
export function toOpenApiPath(path: string): string {
  return path.replaceAll(':path}', '}');
}

/** The same path with or without its slash at the end; null for the root, which has only one form. */
export function otherSlashForm(path: string): string | null {
  if (path === '/') return null;
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}
