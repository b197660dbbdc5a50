import { type Request, type Response, Router } from 'express';
import { setTimeout as delay } from 'node:timers/promises';
import { type Actor, actorName } from '../store/actor.ts';
import { findRepository, type World } from '../store/world.ts';
import { fullName } from '../store/repository.ts';
import { ApiError, notFound } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { authorize, maySee } from './authorize.ts';
import type { ApiRequest, ApiResponse, Endpoint } from './endpoint.ts';
import { breakConnection, type FaultRule, type Faults } from './faults.ts';
import { rateLimitHeaders, type RateLimits } from './rate-limit.ts';
import type { SecondaryLimits } from './secondary-limits.ts';
import { readBody } from './body.ts';
import type { RecordedRequest } from './request-log.ts';
import { sendResponse } from './send-response.ts';

export interface ApiServerOptions {
  world: World;
  endpoints: Endpoint[];
  faults: Faults;
  rateLimits: RateLimits;
  secondaryLimits: SecondaryLimits;
  record(request: RecordedRequest): void;
}

/** The REST API as an express router: faults, authentication, rights, the endpoint, the record, the answer. */
export function createApiRouter(options: ApiServerOptions): Router {
  const { world, faults } = options;
  const router = Router({ strict: true });
  router.use((request, _response, next) => {
    // Where redirects of renamed repositories lead.
    const [, id, rest = ''] = /^\/repositories\/(\d+)(.*)$/.exec(request.url) ?? [];
    const repository = id === undefined ? undefined : world.repositories.get(Number(id));
    if (repository) request.url = `/repos/${fullName(repository)}${rest}`;
    next();
  });
  for (const endpoint of options.endpoints) {
    router[endpoint.method.toLowerCase() as 'get'](endpoint.path, (request, response) =>
      answer(request, response, endpoint),
    );
  }
  router.use((request, response) => answer(request, response, undefined));

  async function answer(request: Request, response: Response, endpoint: Endpoint | undefined): Promise<void> {
    const arrivedAtMs = performance.timeOrigin + performance.now();
    const fault = faults.take(request.method, request.path);
    const body = await readBody(request);
    const { actor, refusal } = identify(world, request);
    const record = (status: number): void =>
      options.record({
        at: world.now(),
        arrivedAtMs,
        method: request.method,
        path: request.path,
        query: request.url.split('?')[1] ?? '',
        status,
        actor: actorName(actor),
        body: body.value,
      });
    if (fault?.when === 'before' && !(await isOnlyLate(fault))) {
      return refuse(fault, response, record);
    }
    let result: ApiResponse;
    let leave = (): void => undefined;
    try {
      if (refusal) throw refusal;
      if (request.path !== '/rate_limit') {
        options.rateLimits.spend(actor);
        leave = options.secondaryLimits.enter(actor, request.method);
      }
      if (body.error) throw body.error;
      if (!endpoint) throw notFound();
      const handling = handle(world, endpoint, request, { actor, body: body.value });
      // `stop` waits for requests in progress, even if their answer is lost
      world.inBackground(handling.catch(() => undefined));
      result = await handling;
    } catch (error) {
      result = errorResponse(error);
    } finally {
      leave();
    }
    if (fault?.when === 'after' && !(await isOnlyLate(fault))) {
      return refuse(fault, response, record);
    }
    const headers = { date: world.now().toUTCString(), ...rateLimitHeaders(options.rateLimits.state(actor)) };
    const isUnchanged = sendResponse({ request, response, result, apiUrl: world.apiUrl, headers });
    if (isUnchanged) options.rateLimits.giveBack(actor);
    record(response.statusCode);
  }
  return router;
}

/** The actor, for the record, also when the request is refused. */
function identify(world: World, request: Request): { actor: Actor; refusal?: unknown } {
  try {
    return { actor: authenticate(world, request.headers) };
  } catch (refusal) {
    return { actor: { kind: 'anonymous' }, refusal };
  }
}

async function handle(
  world: World,
  endpoint: Endpoint,
  request: Request,
  { actor, body }: Pick<ApiRequest, 'actor' | 'body'>,
): Promise<ApiResponse> {
  const params = Object.fromEntries(
    Object.entries(request.params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join('/') : String(value),
    ]),
  );
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const apiRequest: ApiRequest = { params, query, headers: request.headers, body, actor };
  if (endpoint.access === undefined) return endpoint.handle(apiRequest);

  const { owner = '', repo = '' } = params;
  const repository = findRepository(world, owner, repo);
  if (!repository || !maySee(actor, repository)) throw notFound();
  if (fullName(repository).toLowerCase() !== `${owner}/${repo}`.toLowerCase()) {
    const rest = request.url.replace(/^\/repos\/[^/?]+\/[^/?]+/, '');
    const location = `${world.apiUrl}/repositories/${repository.id}${rest}`;
    const status = request.method === 'GET' ? 301 : 307;
    return { status, headers: { location }, body: { message: 'Moved Permanently', url: location } };
  }
  authorize(actor, repository, endpoint.access);
  if (repository.isArchived && endpoint.method !== 'GET' && endpoint.access.app !== 'administration:write') {
    throw new ApiError(403, 'Repository was archived so is read-only.');
  }
  return endpoint.handle({ ...apiRequest, repository });
}

function errorResponse(error: unknown): ApiResponse {
  const known = error instanceof ApiError ? error : new ApiError(500, `Server Error: ${String(error)}`);
  const body = {
    message: known.message,
    ...(known.errors ? { errors: known.errors } : {}),
    documentation_url: 'https://docs.github.com/rest',
    status: String(known.status),
  };
  return { status: known.status, headers: known.headers, body };
}

/** Waits if the fault only delays; false if it answers instead. */
async function isOnlyLate({ respond }: FaultRule): Promise<boolean> {
  if (typeof respond === 'string' || 'status' in respond) return false;
  if ('after' in respond) await respond.after;
  else await delay(respond.delayMs, undefined, { ref: false });
  return true;
}

function refuse({ respond }: FaultRule, response: Response, record: (status: number) => void): void {
  record(typeof respond === 'object' && 'status' in respond ? respond.status : 0);
  breakConnection(response, respond);
}
