import { type ApiClient, createApiClient } from '@pangeo-forge/api-client/create-api-client';

export interface ApiAccess {
  /** Address of the API, such as `http://127.0.0.1:8000`; it may be known only after its server has started. */
  apiUrl: () => string;
  /** Headers that make a request count as one from the reader's address, for the API's limits; none by default. */
  onBehalfOf?: (address: string) => Record<string, string>;
  /** Timeout of a complete answer. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 8_000;

/** A client of the API, which the pages get all their data from. The API's limits count for the reader. */
export function connectApi({ apiUrl, onBehalfOf, timeoutMs = TIMEOUT_MS }: ApiAccess, reader?: string): ApiClient {
  return createApiClient({
    url: apiUrl(),
    headers: { accept: 'application/json', ...(reader && onBehalfOf?.(reader)) },
    fetch: async (request) => {
      const answer = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) });
      const { status, statusText, headers } = answer;
      return new Response(await answer.arrayBuffer(), { status, statusText, headers }); // read before the timeout
    },
  });
}
