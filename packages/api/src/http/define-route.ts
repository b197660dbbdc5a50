import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import type { Access, Caller } from '../keys/authorize.ts';
import type { LimitName } from '../limits/request-limits.ts';
import type { Answer } from './answer.ts';

export type Fields = z.ZodObject;

/** A request that was let in and is valid. `caller` is who the key belongs to; null on public routes without one. */
export interface Call<Params extends Fields, Query extends Fields, Body extends Fields> {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  /** Every value of the query, also of names that the route does not declare. */
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
  /** What a successful answer holds. */
  answers: { description: string; schema?: z.ZodType; contentTypes?: readonly string[] };
  /** What can go wrong beside invalid input, by status. */
  failures?: Readonly<Record<number, string>>;
}

export interface RouteSpec<Params extends Fields, Query extends Fields, Body extends Fields> extends Described {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** `/feedstocks/{id}`; `{name:path}` also matches slashes. */
  path: string;
  /** What the caller's key must allow; `public`: no key needed. It may depend on what the query asks for. */
  access: Access | ((search: URLSearchParams) => Access);
  /** How long an answer to a public GET may be given again, by this process; a second unless told. 0 for what is streamed or never the same. */
  freshMs?: number;
  /** Which share of a client's requests a GET counts for, when it is an expensive one. */
  limit?: LimitName;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Without a body the request is one with an empty object. */
  bodyMayBeAbsent?: boolean;
  handle(call: Call<Params, Query, Body>): Promise<Answer> | Answer;
}

/** A route as the router and the description read it: the handler sees only what its schemas let through. */
export type Route = RouteSpec<Fields, Fields, Fields>;

export function defineRoute<Params extends Fields, Query extends Fields, Body extends Fields>(
  spec: RouteSpec<Params, Query, Body>,
): Route {
  return spec as unknown as Route;
}

/** `/feedstocks/{id}` and `/{spec:path}` in Express's words. */
export function toExpressPath(path: string): string {
  return path.replace(/\{(\w+):path\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1');
}

/** The path as OpenAPI writes it. */
export function toOpenApiPath(path: string): string {
  return path.replaceAll(':path}', '}');
}

/** The same path with or without its slash at the end; null for the root, which has but one form. */
export function otherSlashForm(path: string): string | null {
  if (path === '/') return null;
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}
