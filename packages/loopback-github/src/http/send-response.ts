import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { ApiResponse } from './endpoint.ts';
import { paginate } from './paginate.ts';

export interface Sending {
  request: Request;
  response: Response;
  result: ApiResponse;
  apiUrl: string;
  headers: Record<string, string>;
}

/** Sends an answer with its Link, ETag and rate limit headers. True when it was a 304, which costs nothing. */
export function sendResponse({ request, response, result, apiUrl, headers }: Sending): boolean {
  let { body } = result;
  const asked = askedAt(apiUrl, request.headers.host);
  const own = Object.entries(result.headers ?? {}).map(([name, value]) => [name, value.replaceAll(apiUrl, asked)]);
  response.status(result.status).set({ ...headers, 'x-github-request-id': crypto.randomUUID() });
  response.set(Object.fromEntries(own));
  if (result.page) {
    const paged = paginate(result.page, new URL(`${asked}${request.url}`));
    body = paged.body;
    if (paged.link) response.set('link', paged.link);
  }
  if (result.raw) {
    response.set('content-type', result.raw.type).end(result.raw.bytes);
    return false;
  }
  if (body === undefined) {
    response.end();
    return false;
  }
  const json = Buffer.from(JSON.stringify(body));
  if (request.method === 'GET' && result.status === 200) {
    const etag = `W/"${hash('sha1', json)}"`;
    response.set('etag', etag);
    if (request.headers['if-none-match'] === etag) {
      response.status(304).end();
      return true;
    }
  }
  response.set('content-type', 'application/json; charset=utf-8').end(json);
  return false;
}

/** Links have the address that the client used, such as a proxy's. */
function askedAt(apiUrl: string, host: string | undefined): string {
  const url = new URL(apiUrl);
  if (host) url.host = host;
  return url.href.replace(/\/$/, '');
}
