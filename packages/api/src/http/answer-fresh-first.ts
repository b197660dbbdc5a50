import type { OutgoingHttpHeaders, RequestListener } from 'node:http';
import { requestIdOf } from '@pangeo-forge/shared/http/create-http-app';
import { isKnown, withoutContent } from './answer.ts';
import { freshKeyOf, type FreshAnswers, type KeptAnswer } from './fresh-answers.ts';

/** The headers of a kept answer, as names and values in turn: of the complete answer, and of a 304. */
interface Heads {
  complete: readonly string[];
  unchanged: readonly string[];
}

/**
 * Sends kept answers before any other code sees the request, with the headers that they had the first time: routing and
 * its middleware cost several times what node:http does. Everything else goes to `next`.
 */
export function answerFreshFirst(fresh: FreshAnswers, next: RequestListener): RequestListener {
  const headsOf = new WeakMap<KeptAnswer, Heads>();
  return (request, response) => {
    const kept = request.method === 'GET' ? fresh.find(freshKeyOf(request)) : null;
    if (!kept?.mayGoFirst) {
      next(request, response);
      return;
    }
    const heads = headsOf.get(kept) ?? headsFor(kept);
    headsOf.set(kept, heads);
    const requestId = ['x-request-id', requestIdOf(request.headers['x-request-id'])];
    if (isKnown(kept, request.headers['if-none-match'])) {
      response.writeHead(304, [...heads.unchanged, ...requestId]).end();
    } else {
      response.writeHead(kept.status, [...heads.complete, ...requestId]).end(kept.body);
    }
  };
}

function headsFor({ headers, around }: KeptAnswer): Heads {
  const { 'x-request-id': _ofTheFirst, ...rest } = around;
  return { complete: flat({ ...rest, ...headers }), unchanged: flat({ ...rest, ...withoutContent(headers) }) };
}

function flat(headers: OutgoingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
}
