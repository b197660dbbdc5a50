import { randomBytes } from 'node:crypto';
import { endSession, endSessions, startSession } from '@pangeo-forge/db/sessions/session';
import { inTransaction } from '@pangeo-forge/db/transaction';
import express, { type Request, type Response, Router } from 'express';
import { clientOf } from '../limits/request-limits.ts';
import { assertOwnForm, isSame, originOf, ownPage } from './browser-cookies.ts';
import { asPage, sendMessage } from './message-page.ts';
import { pressRoutes } from './press.routes.ts';
import type { SignInParts } from './sign-in-parts.ts';
import { formOf } from './own-form.ts';
import type { Viewers } from './viewers.ts';

/** The App's callback URL has to be this path of the public URL, exactly. */
export const CALLBACK_PATH = '/session/callback';

/** Signing in and out in a browser, and the buttons of those who are signed in. No route of the REST API. */
export function signInRoutes(parts: SignInParts, viewers: Viewers): Router {
  const router = Router();
  router.get(
    '/session/sign-in',
    asPage(parts.logger, (request, response) => leaveForGitHub(parts, request, response)),
  );
  router.get(
    CALLBACK_PATH,
    asPage(parts.logger, (request, response) => comeBack(parts, request, response)),
  );
  router.use('/session', express.urlencoded({ extended: false, limit: '10kb' }));
  router.post(
    '/session/sign-out',
    asPage(parts.logger, (request, response) => signOut(parts, viewers, request, response)),
  );
  router.use(pressRoutes(parts, viewers));
  return router;
}

const random = () => randomBytes(32).toString('base64url');

async function leaveForGitHub(
  { github, cookies, limits, publicUrl }: SignInParts,
  request: Request,
  response: Response,
) {
  await limits.spend('sign-ins', clientOf(request));
  const pending = { state: random(), verifier: random(), to: ownPage(queryOf(request).get('to')) };
  cookies.writeSignIn(request, response, pending);
  response.redirect(303, github.authorizeUrl({ ...pending, redirectUrl: callbackOf(publicUrl, request) }));
}

/** Only the browser that left may come back: its cookie has the state that GitHub returns. */
async function comeBack(parts: SignInParts, request: Request, response: Response): Promise<void> {
  const { github, cookies, limits, publicUrl, logger } = parts;
  await limits.spend('sign-ins', clientOf(request));
  const pending = cookies.takeSignIn(request, response);
  const query = queryOf(request);
  const again = {
    href: `/session/sign-in?to=${encodeURIComponent(ownPage(pending?.to ?? null))}`,
    label: 'Sign in again',
  };
  if (pending === null || !isSame(query.get('state') ?? '', pending.state)) {
    const text = 'This sign-in did not start in this browser, or more than ten minutes ago.';
    sendMessage(response, { status: 403, title: 'You are not signed in', text, next: again });
    return;
  }
  const code = query.get('code');
  if (code === null) {
    const isDeclined = query.get('error') === 'access_denied';
    if (!isDeclined) logger.warn({ error: query.get('error') }, 'GitHub refused a sign-in');
    const text = isDeclined
      ? 'You declined on GitHub.'
      : 'GitHub refused: the callback URL of this deployment’s App may be missing. Please tell the operators.';
    sendMessage(response, { status: 403, title: 'You are not signed in', text, next: again });
    return;
  }
  const found = await github.identify({
    code,
    verifier: pending.verifier,
    redirectUrl: callbackOf(publicUrl, request),
  });
  if (found.outcome === 'refused') {
    sendMessage(response, {
      status: 403,
      title: 'You are not signed in',
      text: `GitHub: ${found.reason}`,
      next: again,
    });
    return;
  }
  const earlier = cookies.readSession(request);
  const { token } = await inTransaction(parts.database.pool, async (client) => {
    if (earlier !== null) await endSession(client, earlier);
    return startSession(client, { githubId: found.id, login: found.login });
  });
  cookies.writeSession(request, response, token);
  response.redirect(303, ownPage(pending.to));
}

/** In this browser, or in all of this person's. */
async function signOut(parts: SignInParts, viewers: Viewers, request: Request, response: Response): Promise<void> {
  const { cookies, database, publicUrl } = parts;
  const viewer = await viewers.viewerOf(request);
  const form = formOf(request);
  if (viewer) {
    assertOwnForm(request, { publicUrl, sessionToken: viewer.sessionToken, given: form['csrf'] });
    await inTransaction(database.pool, async (client) => {
      if (form['everywhere']) await endSessions(client, viewer.login, viewer.login);
      else await endSession(client, viewer.sessionToken);
    });
  }
  cookies.clearSession(request, response);
  response.redirect(303, ownPage(form['to'] ?? null));
}

function callbackOf(publicUrl: string | undefined, request: Request): string {
  return `${originOf(publicUrl, request)}${CALLBACK_PATH}`;
}

function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.url.split('?')[1] ?? '');
}
