import { listPausedQueues } from '@pangeo-forge/db/work/operate-work';
import { listWork } from '@pangeo-forge/db/work/work-queues';
import { readDispatching, resumeDispatching, stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { openOnce } from '@pangeo-forge/shared/caching/keep-answers';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { actorOf } from '../http/row-writes.ts';
import { authenticate, type Caller, whyNoOperator } from '../keys/authorize.ts';
import { clientOf } from '../limits/request-limits.ts';
import { adjustBoardPage, BOARD_SCRIPT, BOARD_SCRIPT_PATH, BOARD_STYLE, BOARD_STYLE_PATH } from './board-page.ts';
import { loginPage, opsPage } from './ops-page.ts';
import { readSession, SESSION_COOKIE, SESSION_HOURS, writeSession } from './ops-session.ts';
import { assertOwnForm, originOf } from '../sign-in/browser-cookies.ts';
import type { Viewer } from '../sign-in/viewers.ts';
import { tryAgain } from './ops.routes.ts';

const ROWS = 200;

const formSchema = z.object({ key: z.string(), id: z.string(), reason: z.string(), csrf: z.string() }).partial();
/** Axios, which Bull Board sends its requests with, returns this cookie as a header. */
const BOARD_COOKIE = 'XSRF-TOKEN';
const BOARD_HEADER = 'x-xsrf-token';

/** The pages at `/ops`. They need a session, which a key with the scope `ops` opens, or such a key itself. */
export function opsPagesRoutes(parts: RouteParts): Router {
  const router = Router();
  router.use('/ops/login', express.urlencoded({ extended: false, limit: '10kb' }));
  router.get('/ops/login', (request, response) => answerLogin(parts, request, response));
  router.post('/ops/login', (request, response) => login(parts, request, response));
  router.get(BOARD_STYLE_PATH, (_request, response) => void response.type('css').send(BOARD_STYLE));
  router.get(BOARD_SCRIPT_PATH, (_request, response) => void response.type('js').send(BOARD_SCRIPT));
  const inside = requireOperator(parts);
  router.get('/ops', inside, async (_request, response) => {
    const { pool } = parts.database;
    const work = await listWork(pool, ['failed', 'waiting', 'retrying'], ROWS);
    const paused = await listPausedQueues(pool);
    const dispatching = await readDispatching(pool);
    const viewer = response.locals.viewer as Viewer | undefined;
    response.set({ 'cache-control': 'no-store', vary: 'Cookie' }).type('html');
    response.send(opsPage({ work, dispatching, paused, viewer }));
  });
  router.use('/ops/actions', express.urlencoded({ extended: false, limit: '10kb' }));
  router.post('/ops/actions/:action', inside, (request, response) => act(parts, request, response));
  router.use('/ops/queues', inside, giveBoardToken(parts), queueBoard('/ops/queues', parts));
  return router;
}

type RenderDone = (error: Error, html: string) => void;

/** Loaded when first needed. */
function queueBoard(basePath: string, parts: RouteParts): RequestHandler {
  const board = openOnce(async () => (await import('./queue-board.ts')).createQueueBoard(parts, basePath));
  return async (request, response, next) => {
    const render = response.render.bind(response) as (view: string, values: object, done: RenderDone) => void;
    response.render = (view: string, values?: object | RenderDone) =>
      render(view, values as object, (error, html) => (error ? next(error) : response.send(adjustBoardPage(html))));
    (await board())(request, response, next);
  };
}

function readForm(request: Request): z.output<typeof formSchema> {
  const parsed = formSchema.safeParse(request.body ?? {});
  if (!parsed.success)
    throw new AppError('invalid_input', 'A field of the form was given more than once: send each once.');
  return parsed.data;
}

async function login(parts: RouteParts, request: Request, response: Response): Promise<void> {
  if (!isOfThisSite(request)) throw new AppError('forbidden', 'This form came from another site: sign in at /ops.');
  const key = readForm(request).key?.trim();
  const caller = await authenticate(parts, key, clientOf(request)).catch((error: unknown) => {
    if (error instanceof AppError && error.status < 500) return error.publicMessage;
    throw error;
  });
  const problem = typeof caller === 'string' ? caller : await whyNoOperator(caller);
  if (problem !== null) {
    response.status(403).type('html').send(loginPage(problem));
    return;
  }
  const prefix = key === parts.apiKey ? null : (key ?? '').split('_').slice(0, 2).join('_');
  response.cookie(SESSION_COOKIE, writeSession(parts, prefix, Date.now()), {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure || request.get('x-forwarded-proto') === 'https',
    path: '/ops',
    maxAge: SESSION_HOURS * 3_600_000,
  });
  response.redirect(303, '/ops');
}

/** The form for a key, or the page itself for an operator who is signed in with GitHub. */
async function answerLogin({ viewers }: RouteParts, request: Request, response: Response): Promise<void> {
  const viewer = await viewers?.viewerOf(request);
  if (viewer && (await viewers?.isOperator(viewer.login))) {
    response.redirect(303, '/ops');
    return;
  }
  const notice = viewer ? `You are signed in as ${viewer.login}, who is not named as an operator here.` : null;
  response.set({ 'cache-control': 'no-store', vary: 'Cookie' }).type('html');
  response.send(loginPage(notice, { withGitHub: viewers !== undefined && !viewer }));
}

function requireOperator(parts: RouteParts): RequestHandler {
  return async (request, response, next) => {
    const session = (await readSession(parts, request, Date.now())) ?? (await readOperator(parts, request, response));
    if (session && request.method !== 'GET' && !isOfThisSite(request)) {
      throw new AppError('forbidden', 'This form came from another site: send it from /ops.');
    }
    const caller = session ?? (await authenticate(parts, request.get('x-api-key'), clientOf(request)));
    const problem = await whyNoOperator(caller);
    if (problem === null) {
      response.locals.caller = caller;
      next();
    } else if (request.accepts('html') && !caller) {
      response.redirect(303, '/ops/login');
    } else {
      throw new AppError('forbidden', problem);
    }
  };
}

/**
 * Somebody who signed in with GitHub and is an operator; null otherwise.
 * @throws AppError `forbidden` for a write that is not from a page of ours.
 */
async function readOperator(
  { viewers, publicUrl }: RouteParts,
  request: Request,
  response: Response,
): Promise<Caller | null> {
  const viewer = await viewers?.viewerOf(request);
  if (!viewer || !(await viewers?.isOperator(viewer.login))) return null;
  if (request.method !== 'GET') {
    const given = request.get(BOARD_HEADER) ?? readForm(request).csrf;
    assertOwnForm(request, { publicUrl, sessionToken: viewer.sessionToken, given });
  }
  response.locals.viewer = viewer;
  return { owner: viewer.login, login: viewer.login, scopes: new Set(['ops']), bakery: null };
}

/** Bull Board writes no form of ours: it gets its token as a cookie that its own script can read. */
function giveBoardToken({ publicUrl }: RouteParts): RequestHandler {
  return (request, response, next) => {
    const viewer = response.locals.viewer as Viewer | undefined;
    if (viewer && request.method === 'GET') {
      const secure = originOf(publicUrl, request).startsWith('https:');
      response.cookie(BOARD_COOKIE, viewer.csrf, { path: '/ops/queues', sameSite: 'strict', secure });
    }
    next();
  };
}

/**
 * A page of a neighbouring subdomain is another site too. Current browsers send `Sec-Fetch-Site`; older ones send the
 * origin.
 */
function isOfThisSite(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.get('host'));
}

async function act(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const by = actorOf(response.locals.caller as Caller);
  const { id, reason } = readForm(request);
  switch (request.params.action) {
    case 'retry':
      if (!/^\d{1,18}$/.test(id ?? ''))
        throw new AppError('invalid_input', 'Which work? `id` must be its number, as /ops shows it.');
      await tryAgain(parts, id ?? '', by);
      break;
    case 'stop':
      if (!reason) throw new AppError('invalid_input', 'Enter a reason: it is shown on GitHub.');
      await stopDispatching(parts.database.pool, { reason, by });
      break;
    case 'resume':
      await parts.waker.wake(await resumeDispatching(parts.database.pool, { by }));
      break;
    default:
      throw new AppError('not_found', 'There is no such action.');
  }
  response.redirect(303, '/ops');
}
