import { AppError, type ErrorCode } from '@pangeo-forge/shared/errors/app-error';
import type { CliContext } from '../context/cli-context.ts';

export interface ApiRequest {
  method?: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** Whether the key is sent: for what is not public. */
  authenticated?: boolean;
  /** The answer may take as long as it takes. */
  isStream?: boolean;
}

export interface ApiClient {
  url: string;
  /** @throws AppError that says what the API answered. */
  request(path: string, request?: ApiRequest): Promise<Response>;
  json<T = unknown>(path: string, request?: ApiRequest): Promise<T>;
}

const TIME_LIMIT_MS = 60_000;
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

/** The REST API at PANGEO_FORGE_API_URL with PANGEO_FORGE_API_KEY; without them the local deployment and the key of its configuration. */
export function createApiClient(
  context: Pick<CliContext, 'variables' | 'secrets' | 'signal' | 'environment'>,
): ApiClient {
  const given = context.variables['PANGEO_FORGE_API_URL'];
  const base = (given || `http://127.0.0.1:${context.environment().PORT}`).replace(/\/$/, '');

  async function key(): Promise<string> {
    const known = context.variables['PANGEO_FORGE_API_KEY'];
    if (known) return known;
    // The local key opens nothing elsewhere, and must not be shown to another host.
    if (given) throw new AppError('unauthenticated', `Set PANGEO_FORGE_API_KEY to a key of ${base}.`);
    return (await context.secrets()).apiKey;
  }

  const client: ApiClient = {
    url: base,
    async request(path, { method = 'GET', query = {}, body, authenticated = method !== 'GET', isStream = false } = {}) {
      const url = new URL(`${base}/${path.replace(/^\//, '')}`);
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) url.searchParams.set(name, String(value));
      const response = await send(url, {
        method,
        headers: {
          accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(authenticated ? { 'x-api-key': await key() } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: isStream ? context.signal : AbortSignal.any([context.signal, AbortSignal.timeout(TIME_LIMIT_MS)]),
      });
      if (!response.ok) throw await refusal(response, method, url);
      return response;
    },
    json: async <T>(path: string, request?: ApiRequest) => (await (await client.request(path, request)).json()) as T,
  };
  return client;
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted && (init.signal.reason as Error).name === 'AbortError') throw error;
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
    throw new AppError(
      'unavailable',
      `${url.origin} could not be reached (${cause}). Is it running? PANGEO_FORGE_API_URL names another one.`,
      { cause: error },
    );
  }
}

async function refusal(response: Response, method: string, url: URL): Promise<AppError> {
  const text = await response.text().catch(() => '');
  const code = CODE_OF_STATUS[response.status] ?? (response.status >= 500 ? 'unavailable' : 'invalid_input');
  return new AppError(
    code,
    `${method} ${url.pathname} was answered with ${response.status}: ${detailOf(text) || response.statusText}`,
  );
}

function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (!Array.isArray(detail)) return typeof detail === 'string' ? detail : text.slice(0, 500);
    return (detail as Array<{ loc?: string[]; msg?: string }>)
      .map(({ loc, msg }) => `${loc?.join('.') ?? ''}: ${msg ?? ''}`)
      .join('; ');
  } catch {
    return text.slice(0, 500);
  }
}
