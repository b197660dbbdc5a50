import { createHmac, timingSafeEqual } from 'node:crypto';
import { SESSION_LIFE_MS } from '@pangeo-forge/db/sessions/session';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { CookieOptions, Request, Response } from 'express';

const SESSION = 'pangeo_forge_session';
const SIGN_IN = 'pangeo_forge_sign_in';
const SIGN_IN_MS = 10 * 60_000;

/**
 * Where browsers reach us. `publicUrl` decides where it is set, so that no request can choose another host or make a
 * cookie travel without encryption.
 */
export function originOf(publicUrl: string | undefined, request: Request): string {
  return new URL(publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`).origin;
}

/**
 * A cookie with the prefix `__Host-` is set by this host alone, over https, for all paths. Browsers refuse the prefix
 * without https, so http, which is for loopback, has names without it.
 * [developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes]
 */
export interface BrowserCookies {
  /** What the browser holds of its session; null without one. */
  readSession(request: Request): string | null;
  writeSession(request: Request, response: Response, token: string): void;
  clearSession(request: Request, response: Response): void;
  /** What connects the browser that left for GitHub with the one that comes back; gone once it is read. */
  takeSignIn(request: Request, response: Response): PendingSignIn | null;
  writeSignIn(request: Request, response: Response, pending: PendingSignIn): void;
}

export interface PendingSignIn {
  state: string;
  verifier: string;
  /** The page to return to. */
  to: string;
}

export function browserCookies(publicUrl: string | undefined): BrowserCookies {
  const isSecure = (request: Request) => originOf(publicUrl, request).startsWith('https:');
  const nameOf = (request: Request, name: string) => (isSecure(request) ? `__Host-${name}` : name);
  const options = (request: Request): CookieOptions => ({
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(request),
    path: '/',
  });
  const read = (request: Request, name: string): string | null => {
    const pattern = new RegExp(`(?:^|; )${nameOf(request, name)}=([\\w.-]+)`);
    return pattern.exec(request.get('cookie') ?? '')?.[1] ?? null;
  };
  const write = (request: Request, response: Response, [name, value, maxAge]: [string, string, number]) =>
    response.cookie(nameOf(request, name), value, { ...options(request), maxAge });
  const clear = (request: Request, response: Response, name: string) =>
    response.clearCookie(nameOf(request, name), options(request));
  return {
    readSession: (request) => read(request, SESSION),
    writeSession: (request, response, token) => void write(request, response, [SESSION, token, SESSION_LIFE_MS]),
    clearSession: (request, response) => void clear(request, response, SESSION),
    takeSignIn(request, response) {
      const [state = '', verifier = '', to = ''] = read(request, SIGN_IN)?.split('.') ?? [];
      clear(request, response, SIGN_IN);
      return state && verifier ? { state, verifier, to: Buffer.from(to, 'base64url').toString() } : null;
    },
    writeSignIn(request, response, { state, verifier, to }) {
      const value = [state, verifier, Buffer.from(to).toString('base64url')].join('.');
      write(request, response, [SIGN_IN, value, SIGN_IN_MS]);
    },
  };
}

/** Proves that a form comes from a page that this session was shown. It is derived, so nothing of it is stored. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf token').digest('base64url');
}

/**
 * A write in the name of a browser's session has to come from a page of ours: by its origin, and by its token.
 * @throws AppError `forbidden`
 */
export function assertOwnForm(
  request: Request,
  {
    publicUrl,
    sessionToken,
    given,
  }: { publicUrl: string | undefined; sessionToken: string; given: string | undefined },
): void {
  const origin = request.get('origin');
  if (origin !== originOf(publicUrl, request))
    throw new AppError('forbidden', 'This form came from another site, so nothing was done.');
  if (!isSame(given ?? '', csrfTokenOf(sessionToken)))
    throw new AppError('forbidden', 'This form is from an earlier session: load the page again.');
}

/** In constant time for texts of one length; the length is no secret. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const DEFAULT_PAGE = '/dashboard/recipe-runs';
/** Characters that browsers read as a slash, or drop. */
const UNSAFE = /[\\\s\p{Cc}]/u;

/** The page to return to after signing in: one of ours, whatever the link said. */
export function ownPage(given: string | null): string {
  if (given === null || UNSAFE.test(given) || !/^\/(?:dashboard|ops)(?:[/?]|$)/.test(given)) return DEFAULT_PAGE;
  const here = 'http://here.invalid';
  const url = URL.canParse(given, here) ? new URL(given, here) : null;
  return url?.origin === here && /^\/(?:dashboard|ops)(?:\/|$)/.test(url.pathname)
    ? `${url.pathname}${url.search}`
    : DEFAULT_PAGE;
}
