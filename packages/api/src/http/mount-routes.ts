import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { RouteParts } from '../api-parts.ts';
import { admit, assertConcerns } from '../keys/authorize.ts';
import { clientOf } from '../limits/request-limits.ts';
import { type Answer, render, send, sendPieces, tagged } from './answer.ts';
import { otherSlashForm, type Route, toExpressPath } from './define-route.ts';
import { freshKeyOf, type FreshAnswers } from './fresh-answers.ts';
import { RequestProblem } from './problems.ts';
import { readInput } from './read-input.ts';

const FRESH_MS = 1_000;

/** Routes as data become a router: known paths answer 405 to other methods and 307 to the other slash form. */
export function mountRoutes(routes: readonly Route[], parts: RouteParts, fresh: FreshAnswers): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const paths = [...new Set(routes.map(({ path }) => path))];
  for (const path of paths) {
    const here = routes.filter((route) => route.path === path);
    for (const route of here) {
      const handler = route.method === 'get' ? readerOf(route, parts, fresh) : writerOf(route, parts, fresh);
      router[route.method](toExpressPath(path), handler);
    }
    router.all(toExpressPath(path), refuseMethod(here));
  }
  for (const path of paths) {
    const other = otherSlashForm(path);
    if (other && !paths.includes(other)) router.all(toExpressPath(other), redirectTo);
  }
  return router;
}

function readerOf(route: Route, parts: RouteParts, fresh: FreshAnswers): RequestHandler {
  const freshMs = route.freshMs ?? FRESH_MS;
  return async (request, response) => {
    if (route.limit) await parts.limits.spend(route.limit, clientOf(request));
    const answer = () => answerOf(route, parts, request, response);
    if (route.access !== 'public' || freshMs === 0) {
      await deliver(request, response, await answer());
      return;
    }
    const produce = async () => {
      const made = (await answer()) as Exclude<Answer, 'streamed'>;
      if ('pieces' in made) return made;
      return { ...tagged(render(made)), around: response.getHeaders(), mayGoFirst: route.limit === undefined };
    };
    const keepAtOnce = route.freshMs !== undefined;
    const key = route.freshKey?.(new URL(request.url, 'http://here').searchParams) ?? freshKeyOf(request);
    const shared = await fresh.read(key, { freshMs, keepAtOnce }, produce);
    if ('pieces' in shared) await sendPieces(response, shared);
    else send(response, shared, request.get('if-none-match'));
  };
}

async function deliver(request: Request, response: Response, answer: Answer): Promise<void> {
  if (answer === 'streamed') return;
  if ('pieces' in answer) await sendPieces(response, answer);
  else send(response, tagged(render(answer)), request.get('if-none-match'));
}

function writerOf(route: Route, parts: RouteParts, fresh: FreshAnswers): RequestHandler {
  return async (request, response) => {
    const answer = await answerOf(route, parts, request, response).finally(() => {
      if (!route.onlyReads) fresh.forget();
    });
    if (answer !== 'streamed' && 'body' in answer) send(response, render(answer));
  };
}

async function answerOf(route: Route, parts: RouteParts, request: Request, response: Response): Promise<Answer> {
  const search = new URLSearchParams(request.url.split('?')[1] ?? '');
  const access = typeof route.access === 'function' ? route.access(search) : route.access;
  const caller = await admit(access, parts, request);
  const input = await readInput(route, request, response, search).catch((error: unknown) => {
    if (error instanceof RequestProblem) return error;
    throw error;
  });
  if (input instanceof RequestProblem) {
    if (route.refuse) return route.refuse(input);
    throw input;
  }
  await assertConcerns(access, parts, caller, input);
  return route.handle({ ...input, search, caller, parts, request, response });
}

function refuseMethod(here: readonly Route[]): RequestHandler {
  const allowed = here.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return (_request, response) => {
    response.set('allow', allowed.sort().join(', '));
    response.status(405).json({ detail: 'Method Not Allowed' });
  };
}

/** To a path of this host, whatever the request line names: it may be absolute (`GET http://other/feedstocks`). */
const redirectTo: RequestHandler = (request, response) => {
  const query = request.url.split('?').slice(1).join('?');
  const other = request.path.endsWith('/') ? request.path.slice(0, -1) : `${request.path}/`;
  const path = other.replace(/^[/\\]+/, '/');
  response.set('location', query === '' ? path : `${path}?${query}`);
  response.status(307).end();
};
