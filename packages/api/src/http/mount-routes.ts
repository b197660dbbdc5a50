import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { ApiParts } from '../api-parts.ts';
import { authenticate } from '../keys/authenticate.ts';
import { type Caller, mayDo } from '../keys/caller.ts';
import { send } from './answer.ts';
import type { Fields, Route } from './define-route.ts';
import { readBody } from './read-body.ts';
import { type Problem, RequestProblem } from './request-problem.ts';
import { otherSlashForm, toExpressPath } from './route-path.ts';
import { validate } from './validate.ts';

const NOTHING = z.object({});

/** Routes as data become a router: known paths answer 405 to other methods and 307 to the other slash form. */
export function mountRoutes(routes: readonly Route[], parts: ApiParts): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const paths = [...new Set(routes.map(({ path }) => path))];
  for (const path of paths) {
    const here = routes.filter((route) => route.path === path);
    for (const route of here) router[route.method](toExpressPath(path), handlerOf(route, parts));
    router.all(toExpressPath(path), refuseMethod(here));
  }
  for (const path of paths) {
    const other = otherSlashForm(path);
    if (other && !paths.includes(other)) router.all(toExpressPath(other), redirectTo);
  }
  return router;
}

function handlerOf(route: Route, parts: ApiParts): RequestHandler {
  return async (request, response) => {
    const caller = await admit(route, parts, request);
    const search = new URLSearchParams(request.url.split('?')[1] ?? '');
    const input = await readInput(route, request, response, search);
    const answer = await route.handle({ ...input, search, caller, parts, request, response });
    if (answer !== 'streamed') send(response, answer);
  };
}

/** Before anything of the request is read: who may not come in learns nothing about what would be valid. */
async function admit(route: Route, parts: ApiParts, request: Request): Promise<Caller | null> {
  const key = request.get('x-api-key');
  if (route.access === 'public') return null;
  const caller = await authenticate(parts, key);
  if (!caller) throw new AppError('forbidden', 'Not authenticated');
  if (!mayDo(caller, route.access)) throw new AppError('forbidden', `This API key lacks the scope ${route.access}.`);
  return caller;
}

async function readInput(route: Route, request: Request, response: Response, search: URLSearchParams) {
  const problems: Problem[] = [];
  const read = (schema: Fields | undefined, place: 'path' | 'query' | 'body', given: Record<string, unknown>) => {
    const result = validate(schema ?? NOTHING, place, given);
    problems.push(...result.problems);
    return 'values' in result ? result.values : {};
  };
  const params = read(route.params, 'path', joinPathParts(request.params));
  // of a name given more than once the last counts
  const query = read(route.query, 'query', Object.fromEntries(search));
  const body = route.body ? read(route.body, 'body', await readBody(request, response)) : {};
  if (problems.length > 0) throw new RequestProblem(problems);
  return { params, query, body };
}

/** A parameter that matches slashes comes in parts. */
function joinPathParts(params: Request['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : (value ?? '')]),
  );
}

function refuseMethod(here: readonly Route[]): RequestHandler {
  const allowed = here.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return (_request, response) => {
    response.set('allow', allowed.sort().join(', '));
    response.status(405).json({ detail: 'Method Not Allowed' });
  };
}

const redirectTo: RequestHandler = (request, response) => {
  const [path = '', query] = request.originalUrl.split('?');
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  response.set('location', query === undefined ? other : `${other}?${query}`);
  response.status(307).end();
};
