import { createHash, randomBytes } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { html, page } from '../pages/html.ts';
import type { Account, App } from '../store/account.ts';
import { findAccount, type World } from '../store/world.ts';

const CODE_LIFE_MS = 10 * 60_000;
const TOKEN_LIFE_S = 8 * 3_600;
const REFRESH_LIFE_S = 184 * 24 * 3_600;
/**
 * The cookie of the person whose browser it is. GitHub's own is a secret; here whoever names a login is that person.
 */
const COOKIE = 'dotcom_user';

/**
 * The web application flow of GitHub Apps: `/login` (no password), `/login/oauth/authorize`,
 * `/login/oauth/access_token`, and `DELETE /applications/{client_id}/token`.
 * [docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app]
 */
export function createOAuthRouter(world: World): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false });
  router.get('/login', (request, response) => void response.type('html').send(loginPage(queryOf(request))));
  router.post('/login', form, (request, response) => logIn(world, request, response));
  router.get('/login/oauth/authorize', (request, response) => authorize(world, queryOf(request), request, response));
  router.post('/login/oauth/authorize', form, (request, response) => {
    const asked = new URLSearchParams(request.body as Record<string, string>);
    authorize(world, asked, request, response);
  });
  router.post('/login/oauth/access_token', form, express.json(), (request, response) => {
    const asked = { ...Object.fromEntries(queryOf(request)), ...(request.body as Record<string, string>) };
    answerToken(request, response, exchange(world, asked));
  });
  router.delete('/api/v3/applications/:clientId/token', express.json(), (request, response) => {
    revoke(world, request, response);
  });
  return router;
}

function logIn(world: World, request: Request, response: Response): void {
  const { login = '', return_to: back = '' } = request.body as Record<string, string | undefined>;
  const account = findAccount(world, login);
  if (account?.type !== 'User') {
    response
      .status(422)
      .type('html')
      .send(loginPage(new URLSearchParams({ return_to: back })));
    return;
  }
  response.cookie(COOKIE, account.login, { path: '/', sameSite: 'lax', httpOnly: true });
  response.redirect(303, back.startsWith('/login/') ? back : '/');
}

/** Asks the person once for each App, then sends the browser back with a code. */
function authorize(world: World, asked: URLSearchParams, request: Request, response: Response): void {
  const app = [...world.apps.values()].find(({ clientId }) => clientId === asked.get('client_id'));
  const [registered] = app?.callbackUrls ?? [];
  if (!app || registered === undefined) {
    response
      .status(404)
      .type('html')
      .send(page('Page not found', html`<p>No App has this client id and a callback URL.</p>`));
    return;
  }
  const redirectUri = asked.get('redirect_uri') ?? registered;
  const back = (target: string, values: Record<string, string>) => {
    const url = new URL(target);
    const state = asked.get('state');
    for (const [name, value] of Object.entries({ ...values, ...(state === null ? {} : { state }) }))
      url.searchParams.set(name, value);
    response.redirect(302, url.href);
  };
  if (!app.callbackUrls.includes(redirectUri)) {
    back(registered, {
      error: 'redirect_uri_mismatch',
      error_description: 'The redirect_uri MUST match the registered callback URL for this application.',
    });
    return;
  }
  const account = accountOfBrowser(world, request);
  if (!account) {
    response.redirect(302, `/login?${new URLSearchParams({ return_to: `/login/oauth/authorize?${asked}` })}`);
    return;
  }
  const agreement = `${app.id} ${account.id}`;
  if (request.method === 'POST' && asked.get('authorize') !== '1') {
    back(redirectUri, { error: 'access_denied', error_description: 'The user has denied your application access.' });
    return;
  }
  if (request.method !== 'POST' && !world.signIns.authorized.has(agreement)) {
    response.type('html').send(consentPage(app, account, asked));
    return;
  }
  world.signIns.authorized.add(agreement);
  const challenge = asked.get('code_challenge_method') === 'S256' ? asked.get('code_challenge') : null;
  const code = randomBytes(10).toString('hex');
  world.signIns.codes.set(code, { app, account, redirectUri, challenge, createdAt: world.now() });
  back(redirectUri, { code });
}

type Tokens = Record<string, string | number>;

/** Errors are answers of status 200, as on GitHub. */
function exchange(world: World, asked: Record<string, string>): Tokens {
  const { signIns } = world;
  const app = [...world.apps.values()].find(({ clientId }) => clientId === asked['client_id']);
  if (!app || asked['client_secret'] !== app.clientSecret)
    return failure('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.');
  if (asked['grant_type'] === 'refresh_token') {
    const known = signIns.refreshTokens.get(asked['refresh_token'] ?? '');
    signIns.refreshTokens.delete(asked['refresh_token'] ?? '');
    if (!known || known.app !== app || known.expiresAt <= world.now())
      return failure('bad_refresh_token', 'The refresh token passed is incorrect or expired.');
    world.tokens.delete(known.token);
    return issue(world, app, known.account);
  }
  const code = asked['code'] ?? '';
  const known = signIns.codes.get(code);
  if (!known || known.app !== app || known.createdAt.getTime() <= world.now().getTime() - CODE_LIFE_MS) return badCode;
  signIns.codes.delete(code);
  if (asked['redirect_uri'] !== undefined && asked['redirect_uri'] !== known.redirectUri)
    return failure(
      'redirect_uri_mismatch',
      'The redirect_uri MUST match the registered callback URL for this application.',
    );
  if (known.challenge !== null && challengeOf(asked['code_verifier'] ?? '') !== known.challenge) return badCode;
  return issue(world, app, known.account);
}

const badCode = failure('bad_verification_code', 'The code passed is incorrect or expired.');

function failure(error: string, description: string): Tokens {
  return { error, error_description: description, error_uri: 'https://docs.github.com/apps' };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** User access tokens of Apps expire, unless their owner has opted out. */
function issue(world: World, app: App, account: Account): Tokens {
  const after = (seconds: number) => new Date(world.now().getTime() + seconds * 1_000);
  const token = `ghu_${randomBytes(18).toString('hex')}`;
  const refresh = `ghr_${randomBytes(38).toString('hex')}`;
  world.tokens.set(token, { actor: { kind: 'user', account, via: app }, expiresAt: after(TOKEN_LIFE_S) });
  world.signIns.refreshTokens.set(refresh, { app, account, token, expiresAt: after(REFRESH_LIFE_S) });
  return {
    access_token: token,
    expires_in: TOKEN_LIFE_S,
    refresh_token: refresh,
    refresh_token_expires_in: REFRESH_LIFE_S,
    scope: '',
    token_type: 'bearer',
  };
}

/** As a form unless JSON is asked for. */
function answerToken(request: Request, response: Response, tokens: Tokens): void {
  if (request.accepts(['application/x-www-form-urlencoded', 'application/json']) === 'application/json') {
    response.json(tokens);
    return;
  }
  const text = Object.fromEntries(Object.entries(tokens).map(([name, value]) => [name, String(value)]));
  response.type('application/x-www-form-urlencoded').send(new URLSearchParams(text).toString());
}

/** [docs.github.com/rest/apps/oauth-applications#delete-an-app-token] */
function revoke(world: World, request: Request, response: Response): void {
  const [, basic = ''] = /^basic +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  const [clientId, secret] = Buffer.from(basic, 'base64').toString().split(':');
  const app = [...world.apps.values()].find((one) => one.clientId === request.params['clientId']);
  if (!app || clientId !== app.clientId || secret !== app.clientSecret) {
    response.status(401).json({ message: 'Bad credentials', status: '401' });
    return;
  }
  const token = String((request.body as { access_token?: unknown } | undefined)?.access_token);
  const actor = world.tokens.get(token)?.actor;
  if (actor?.kind !== 'user' || actor.via !== app) {
    response.status(404).json({ message: 'Not Found', status: '404' });
    return;
  }
  world.tokens.delete(token);
  for (const [refresh, known] of world.signIns.refreshTokens)
    if (known.token === token) world.signIns.refreshTokens.delete(refresh);
  response.status(204).end();
}

function accountOfBrowser(world: World, request: Request): Account | undefined {
  const [, login] = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(request.get('cookie') ?? '') ?? [];
  return login === undefined ? undefined : findAccount(world, decodeURIComponent(login));
}

function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.url.split('?')[1] ?? '');
}

function loginPage(asked: URLSearchParams): string {
  return page(
    'Sign in to GitHub',
    html`<form method="post" action="/login"><input type="hidden" name="return_to" value="${asked.get('return_to')}">
<label>Username <input name="login" required></label> <button>Sign in</button></form>`,
  );
}

function consentPage(app: App, account: Account, asked: URLSearchParams): string {
  const fields = [...asked].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return page(
    `Authorize ${app.name}`,
    html`<p>${app.name} would like to know who you are, ${account.login}.</p>
<form method="post" action="/login/oauth/authorize">${fields}<button name="authorize" value="1">Authorize ${app.name}</button> <button name="authorize" value="0">Cancel</button></form>`,
  );
}
