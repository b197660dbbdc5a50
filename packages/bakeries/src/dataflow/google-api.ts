import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type { AuthClient } from 'google-auth-library';

/** The JSON of a service account's key, or of any other credentials that Google's libraries read. */
export type GoogleCredentials = Readonly<Record<string, unknown>>;

export interface GoogleAccess {
  projectId: string;
  /** Null: what Google's own library finds on this machine. */
  credentials: GoogleCredentials | null;
  /** The URL of a stand-in; null: Google. */
  endpoint: string | null;
  /** Without credentials, as a stand-in is asked. */
  anonymous: boolean;
  /** Default: CALL_LIMIT_MS. */
  callLimitMs?: number;
}

export interface GoogleCall {
  method?: 'GET' | 'POST' | 'PUT';
  query?: Readonly<Record<string, string | number>>;
  body?: unknown;
  /** The answer is null when there is no such resource; otherwise that is a failure. */
  mayBeMissing?: boolean;
}

/**
 * One call of a REST API of Google. It ends within the limit, getting a token included.
 * @throws AppError `bakery_unavailable` or `bakery_refused`
 */
export type GoogleApi = (path: string, call?: GoogleCall) => Promise<unknown>;

export const CALL_LIMIT_MS = 20_000;
const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/**
 * A REST API of Google. Google's own generated clients are not used: each of their methods leaves a promise unobserved
 * that rejects without credentials, which ends the process (googleapis/google-cloud-node#9085), and over REST they
 * ignore time limits.
 */
export function connectGoogle(access: GoogleAccess, service: { name: string; url: string }): GoogleApi {
  const { name } = service;
  const limitMs = access.callLimitMs ?? CALL_LIMIT_MS;
  const authorize = access.anonymous ? async () => new Headers() : createAuthorizer(access, limitMs);
  return async (path, { method = 'GET', query = {}, body, mayBeMissing = false } = {}) => {
    const signal = AbortSignal.timeout(limitMs);
    const url = new URL(path, access.endpoint ?? service.url);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
    const headers = await withTimeout(authorize(url.href), limitMs, () => {
      throw unavailable(name, { message: 'no token in time' });
    }).catch((error: unknown) => {
      throw error instanceof AppError ? error : credentialsError(name, error);
    });
    if (body !== undefined) headers.set('content-type', 'application/json');
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    try {
      const response = await fetch(url, { ...init, signal, redirect: 'error' });
      if (response.status === 404 && mayBeMissing) return null;
      if (!response.ok) throw answerError(name, response.status, await response.text());
      return await response.json();
    } catch (error) {
      throw error instanceof AppError ? error : unavailable(name, { message: messageOf(error) }, error);
    }
  };
}

/**
 * The headers that authorize a call. Credentials are looked for at the first call, and again after a failure, so that
 * those that appear or change later need no restart.
 */
function createAuthorizer(
  { projectId, credentials }: GoogleAccess,
  limitMs: number,
): (url: string) => Promise<Headers> {
  let opened: Promise<AuthClient> | null = null;
  return async (url) => {
    const opening = (opened ??= openAuthClient(projectId, credentials, limitMs));
    try {
      return await (await opening).getRequestHeaders(url);
    } catch (error) {
      if (opened === opening) opened = null;
      throw error;
    }
  };
}

async function openAuthClient(
  projectId: string,
  credentials: GoogleCredentials | null,
  limitMs: number,
): Promise<AuthClient> {
  const { GoogleAuth } = await import('google-auth-library');
  const clientOptions = { transporterOptions: { timeout: limitMs } };
  const auth = new GoogleAuth({ projectId, scopes: SCOPES, clientOptions, ...(credentials ? { credentials } : {}) });
  return auth.getClient();
}

/** 409 and 412 are not among them: they may pass. */
const REFUSED = new Set([400, 401, 403]);

function answerError(service: string, status: number, text: string): AppError {
  const context = { service, status, message: text.slice(0, 1_000) };
  return REFUSED.has(status)
    ? new AppError(
        'bakery_refused',
        `${service} refused the request: the permissions or the configuration of the bakery must be fixed.`,
        { context },
      )
    : unavailable(service, context);
}

/** Node's and undici's names for a server that cannot be reached. */
const UNREACHABLE = /^(?:E(?:CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOST|NET|PIPE)|UND_ERR)/;

/** No token: the server that issues it may be away; anything else is for an operator to fix. */
function credentialsError(service: string, error: unknown): AppError {
  const { code, status, name } = error as { code?: unknown; status?: unknown; name?: string };
  const context = { service, code, status, message: messageOf(error) };
  const passes =
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    UNREACHABLE.test(String(code)) ||
    (typeof status === 'number' && (status === 408 || status === 429 || status >= 500));
  if (passes) return unavailable(service, context, error);
  return new AppError(
    'bakery_refused',
    `${service} cannot be asked: this deployment has no usable Google credentials.`,
    { context, cause: error },
  );
}

function unavailable(service: string, context: Record<string, unknown>, cause?: unknown): AppError {
  return new AppError('bakery_unavailable', `${service} is not answering at the moment.`, {
    context: { service, ...context },
    cause,
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
