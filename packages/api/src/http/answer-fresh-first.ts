import type { OutgoingHttpHeaders, RequestListener } from 'node:http';
import { requestIdOf } from '@pangeo-forge/shared/http/create-http-app';
import { isKnown, withoutContent } from './answer.ts';
import type { FreshAnswers, KeptAnswer } from './fresh-answers.ts';

/** The headers of a kept answer, as names and values in turn: with its content, and of the 304 without it. */
interface Heads {
  whole: readonly string[];
  unchanged: readonly string[];
}

/**
 * Gives kept answers again before any other code sees the request, with the headers that went out with them the first time: routing and its
 * middleware cost several times what node:http does. All that is not kept goes on to `next`.
 */
export function answerFreshFirst(fresh: FreshAnswers, next: RequestListener): RequestListener {
  const headsOf = new WeakMap<KeptAnswer, Heads>();
  return (request, response) => {
    const kept = request.method === 'GET' ? fresh.find(request.url ?? '') : null;
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
      response.writeHead(kept.status, [...heads.whole, ...requestId]).end(kept.body);
    }
  };
}

function headsFor({ headers, around }: KeptAnswer): Heads {
  const { 'x-request-id': _ofTheFirst, ...rest } = around;
  return { whole: flat({ ...rest, ...headers }), unchanged: flat({ ...rest, ...withoutContent(headers) }) };
}

function flat(headers: OutgoingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
}
