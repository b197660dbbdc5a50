import { type ApiClient, createApiClient } from '@pangeo-forge/api-client/create-api-client';
import { AppError, type ErrorCode } from '@pangeo-forge/shared/errors/app-error';
import { detailOf } from '@pangeo-forge/api-client/api-refusal';

export interface ApiOptions {
  variables: Readonly<Record<string, string | undefined>>;
  /** Port of the local deployment. */
  port: () => number;
  /** Key of the local deployment. */
  localKey: () => Promise<string>;
  signal: AbortSignal;
}

export interface ApiRequest {
  method?: string;
  /** Text of a JSON document. */
  body?: string;
  /** Whether the key is sent. */
  authenticated: boolean;
}

export interface Api extends Pick<ApiClient, 'GET' | 'POST' | 'PATCH' | 'DELETE'> {
  url: string;
  /** A path that only who typed it knows. */
  request(path: string, request: ApiRequest): Promise<Response>;
}

const TIME_LIMIT_MS = 60_000;

/**
 * The REST API at PANGEO_FORGE_API_URL with PANGEO_FORGE_API_KEY; without them the local deployment and the key of its
 * configuration. Every call throws an AppError that says what the API answered.
 */
export function connectApi({ variables, port, localKey, signal }: ApiOptions): Api {
  const given = variables['PANGEO_FORGE_API_URL'];
  if (given && !(URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)))
    throw new AppError('invalid_config', `PANGEO_FORGE_API_URL is not an http or https URL: ${given}`);
  const url = (given || `http://127.0.0.1:${port()}`).replace(/\/$/, '');

  async function key(): Promise<string> {
    const known = variables['PANGEO_FORGE_API_KEY'];
    if (known) return known;
    // The local key opens nothing elsewhere, and must not be shown to another host.
    if (given) throw new AppError('unauthenticated', `Set PANGEO_FORGE_API_KEY to a key of ${url}.`);
    return localKey();
  }

  async function send(request: Request): Promise<Response> {
    const response = await reach(request, signal);
    if (!response.ok) throw await refusalOf(request, response);
    return response;
  }

  const client = createApiClient({ url, key, fetch: send });
  client.use({
    onError({ error }) {
      throw error; // its message already says what to do
    },
  });
  const { GET, POST, PATCH, DELETE } = client;
  return {
    url,
    GET,
    POST,
    PATCH,
    DELETE,
    async request(path, { method = 'GET', body, authenticated }) {
      const headers = {
        accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authenticated ? { 'x-api-key': await key() } : {}),
      };
      const place = `${url}/${path.replace(/^\//, '')}`;
      return send(new Request(place, { method, headers, ...(body === undefined ? {} : { body }) }));
    },
  };
}

async function reach(request: Request, interrupted: AbortSignal): Promise<Response> {
  const { origin, searchParams } = new URL(request.url);
  // what is followed takes as long as it takes
  const isEndless = searchParams.get('follow') === 'true';
  const signal = isEndless ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(TIME_LIMIT_MS)]);
  try {
    return await fetch(request, { signal });
  } catch (error) {
    interrupted.throwIfAborted();
    throw new AppError(
      'unavailable',
      `${origin} could not be reached (${whyUnreachable(error)}). Is it running? PANGEO_FORGE_API_URL names another one.`,
      { cause: error },
    );
  }
}

/** `ECONNREFUSED`, … of a `fetch` that failed: its own message only says that it did. */
export function whyUnreachable(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
  return cause?.code ?? cause?.message ?? message;
}

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid_input',
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
};
const MAX_TEXT = 500;

/** The error for an answer that is not a success. */
async function refusalOf(request: Request, response: Response): Promise<AppError> {
  const text = await response.text().catch(() => '');
  const code = CODE_OF_STATUS[response.status] ?? (response.status >= 500 ? 'unavailable' : 'invalid_input');
  const detail = detailOf(text) || text.slice(0, MAX_TEXT) || response.statusText;
  const call = `${request.method} ${new URL(request.url).pathname}`;
  return new AppError(code, `${call} was answered with ${response.status}: ${detail}`);
}
