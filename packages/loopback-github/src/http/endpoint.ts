import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '../store/actor.ts';
import type { Repository } from '../store/repository.ts';
import type { Access } from './authorize.ts';
import type { Body } from './body.ts';

export interface ApiRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Body;
  actor: Actor;
}

export interface RepositoryRequest extends ApiRequest {
  repository: Repository;
}

/** A list of which one page is sent, either bare or as property `within` beside `total_count`. */
export interface Page {
  items: unknown[];
  render(item: never): unknown;
  within?: string;
  extra?: Record<string, unknown>;
}

/** The answer of an endpoint; the server cuts and links pages. */
export interface ApiResponse {
  status: number;
  body?: unknown;
  page?: Page;
  /** Sent unchanged instead of JSON. */
  raw?: { type: string; bytes: Uint8Array };
  headers?: Record<string, string>;
}

type Answer = ApiResponse | Promise<ApiResponse>;

/**
 * One method and path of the API. Endpoints with `access` get the repository of their path after the check of rights.
 */
export type Endpoint = { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string } & (
  | { access?: undefined; handle(request: ApiRequest): Answer }
  | { access: Access; handle(request: RepositoryRequest): Answer }
);

export const ok = (body: unknown): ApiResponse => ({ status: 200, body });
export const created = (body: unknown): ApiResponse => ({ status: 201, body });
export const noContent = (): ApiResponse => ({ status: 204 });

export function page<T>(items: Iterable<T>, render: (item: T) => unknown): ApiResponse {
  return { status: 200, page: { items: [...items], render: render as (item: never) => unknown } };
}

/** A page inside an object: `{ total_count, [within]: [...] }`. */
export function pageWithin<T>(
  within: string,
  items: Iterable<T>,
  render: (item: T) => unknown,
  extra: Record<string, unknown> = {},
): ApiResponse {
  return { status: 200, page: { items: [...items], render: render as (item: never) => unknown, within, extra } };
}
