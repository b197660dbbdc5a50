import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './api-description.ts';
import { ApiRefusal, detailOf } from './api-refusal.ts';

export interface ApiAccess {
  /** Where the API answers, such as `https://api.pangeo-forge.org`. */
  url: string;
  /** For the header `X-API-Key`; called for requests that need a key. */
  key?: () => Promise<string> | string;
  headers?: Readonly<Record<string, string>>;
  /** Instead of the network. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * `GET`, `POST`, `PATCH` and `DELETE` of each path of the description; paths, parameters and bodies are checked by the
 * compiler.
 */
export type ApiClient = Client<paths>;

/**
 * A client whose calls answer what `answerOf` and `pageOf` take apart. A key is sent with what writes, and with what
 * asks for it (`headers: WITH_KEY`).
 * @throws ApiRefusal from every call: with the API's status and message, or 503 when it could not be reached.
 */
export function createApiClient({ url, key, headers = {}, fetch: fetchUrl = fetch }: ApiAccess): ApiClient {
  const client = createClient<paths>({ baseUrl: url.replace(/\/$/, ''), headers, fetch: fetchUrl });
  client.use({
    async onRequest({ request }) {
      const asksForKey = request.headers.has(KEY_WANTED);
      request.headers.delete(KEY_WANTED);
      if (key && (asksForKey || request.method !== 'GET')) request.headers.set('x-api-key', await key());
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok) throw new ApiRefusal(response.status, detailOf(await response.text()) || response.statusText);
      return response.headers.get('content-length') === '0' ? emptyText(response) : undefined;
    },
    onError({ error, request }) {
      if (request.signal.aborted && (request.signal.reason as Error).name === 'AbortError') throw error;
      throw new ApiRefusal(503, `${new URL(request.url).origin} does not answer.`, { cause: error });
    },
  });
  return client;
}

/** An answer of length 0 would count as none, but an empty log is a text. */
function emptyText({ status, statusText, headers }: Response): Response {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return new Response('', { status, statusText, headers: kept });
}

const KEY_WANTED = 'x-key-wanted';

/** Marks a GET that is not public. It is removed before the request is sent. */
export const WITH_KEY = { [KEY_WANTED]: 'yes' } as const;
